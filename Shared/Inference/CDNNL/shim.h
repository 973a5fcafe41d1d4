#ifndef RUBATO_CDNNL_SHIM_H
#define RUBATO_CDNNL_SHIM_H

#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_debug.h>

/* libgomp is what Debian's oneDNN runs its loops on; its header belongs to gcc's private folder, so the two calls that
   are needed are declared here. Both settings are per thread. */
void omp_set_num_threads(int count);
int omp_get_max_threads(void);

#endif
