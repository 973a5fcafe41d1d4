#if defined(__x86_64__)

#include <immintrin.h>

#define LANES 16
#define SUMS 24
#define TARGET "avx512f"
#define RUN rubato_winograd_run_avx512
#define MINIMUM _mm512_min_ps
#define MAXIMUM _mm512_max_ps

#include "winograd_lanes.h"

#endif
