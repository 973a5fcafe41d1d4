#if defined(__x86_64__)

#include <immintrin.h>

#define LANES 8
#define SUMS 12
#define TARGET "avx2,fma"
#define RUN rubato_winograd_run_avx2
#define MINIMUM _mm256_min_ps
#define MAXIMUM _mm256_max_ps

#include "winograd_lanes.h"

#endif
