#ifndef RUBATO_WINOGRAD_SHAPE_H
#define RUBATO_WINOGRAD_SHAPE_H

#include "winograd.h"

/* A tile of 4x4 outputs reads 6x6 inputs; in the transformed domain it is 36 numbers per channel. */
enum { TILE = 4, SPAN = 6, PLANES = SPAN * SPAN };

/* Output channels whose transformed weights lie side by side. */
enum { PANEL = 16 };

/* Tiles that are transformed together: enough to keep the multiplications busy, few enough to stay in the cache. */
enum { TILES_AT_ONCE = 24 };

/* Extra floats per plane, because planes at distances of a power of two would fall into the same cache lines. */
enum { PLANE_GAP = 16 };

/* Where a tile lies. */
struct place {
    int sample, row, column;
};

static inline int round_up(int count, int unit) { return (count + unit - 1) / unit * unit; }

static inline int tiles_along(int size) { return (size + TILE - 1) / TILE; }

static inline int tile_count(const struct rubato_winograd *shape) {
    return shape->batch * tiles_along(shape->output_rows) * tiles_along(shape->output_columns);
}

static inline int tiles_at_once(const struct rubato_winograd *shape) {
    const int count = tile_count(shape);
    return count < TILES_AT_ONCE ? count : TILES_AT_ONCE;
}

static inline size_t plane_size(int tiles, int channels) { return (size_t)tiles * channels + PLANE_GAP; }

static inline struct place place_of(const struct rubato_winograd *shape, int tile) {
    const int across = tiles_along(shape->output_columns);
    const int per_sample = across * tiles_along(shape->output_rows);
    const int rest = tile % per_sample;
    return (struct place){tile / per_sample, rest / across * TILE, rest % across * TILE};
}

/* The run on vectors of 8 floats (AVX2 and FMA), and of 16 (AVX-512), where both channel counts are multiples of 16. */
void rubato_winograd_run_avx2(const struct rubato_winograd *shape, const float *input, const float *transformed,
                              const float *bias, const float *residual, float *output, float *scratch);
void rubato_winograd_run_avx512(const struct rubato_winograd *shape, const float *input, const float *transformed,
                                const float *bias, const float *residual, float *output, float *scratch);

#endif
