#include "winograd.h"

#include <string.h>

/* A tile of 4x4 outputs reads 6x6 inputs; in the transformed domain it is 36 numbers per channel. */
enum { TILE = 4, SPAN = 6, PLANES = SPAN * SPAN, LANES = 8, PANEL = 16 };

/* Tiles that are transformed together: enough to keep the multiplications busy, few enough to stay in the cache. */
enum { TILES_AT_ONCE = 24 };

/* Extra floats per plane, because planes at distances of a power of two would fall into the same cache lines. */
enum { PLANE_GAP = 16 };

static int round_up(int count, int unit) { return (count + unit - 1) / unit * unit; }

static int tiles_along(int size) { return (size + TILE - 1) / TILE; }

static int tile_count(const struct rubato_winograd *shape) {
    return shape->batch * tiles_along(shape->output_rows) * tiles_along(shape->output_columns);
}

static int tiles_at_once(const struct rubato_winograd *shape) {
    const int count = tile_count(shape);
    return count < TILES_AT_ONCE ? count : TILES_AT_ONCE;
}

static size_t plane_size(int tiles, int channels) { return (size_t)tiles * channels + PLANE_GAP; }

size_t rubato_winograd_weight_count(int input_channels, int output_channels) {
    return (size_t)PLANES * input_channels * round_up(output_channels, PANEL);
}

size_t rubato_winograd_scratch_count(const struct rubato_winograd *shape) {
    const int tiles = tiles_at_once(shape);
    return PLANES * (plane_size(tiles, shape->input_channels) +
                     plane_size(tiles, round_up(shape->output_channels, PANEL)));
}

/* G of the paper: a row of three weights becomes six. */
static void transform_row(const float *weights, int step, float *result) {
    const float a = weights[0], b = weights[step], c = weights[2 * step];
    result[0] = a / 4;
    result[1] = -(a + b + c) / 6;
    result[2] = -(a - b + c) / 6;
    result[3] = a / 24 + b / 12 + c / 6;
    result[4] = a / 24 - b / 12 + c / 6;
    result[5] = c;
}

/* Layout: plane, then panel of 16 output channels, then input channel, then the 16 weights; missing ones are zero. */
void rubato_winograd_transform_weights(const float *weights, int input_channels, int output_channels,
                                       float *transformed) {
    const int panels = round_up(output_channels, PANEL) / PANEL;
    memset(transformed, 0, rubato_winograd_weight_count(input_channels, output_channels) * sizeof(float));
    for (int output = 0; output < output_channels; output++) {
        for (int input = 0; input < input_channels; input++) {
            const float *kernel = weights + ((size_t)output * input_channels + input) * 9;
            float columns[3][SPAN], rows[SPAN];
            for (int column = 0; column < 3; column++) transform_row(kernel + column, 3, columns[column]);
            for (int row = 0; row < SPAN; row++) {
                const float line[3] = {columns[0][row], columns[1][row], columns[2][row]};
                transform_row(line, 1, rows);
                for (int column = 0; column < SPAN; column++) {
                    const size_t panel = (size_t)(row * SPAN + column) * panels + output / PANEL;
                    transformed[(panel * input_channels + input) * PANEL + output % PANEL] = rows[column];
                }
            }
        }
    }
}

#if defined(__x86_64__)

#include <immintrin.h>

#define FAST __attribute__((target("avx2,fma")))
#define INLINE static inline __attribute__((always_inline, target("avx2,fma")))

typedef __m256 vector;

/* Where a tile lies. */
struct place {
    int sample, row, column;
};

bool rubato_winograd_is_available(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static struct place place_of(const struct rubato_winograd *shape, int tile) {
    const int across = tiles_along(shape->output_columns);
    const int per_sample = across * tiles_along(shape->output_rows);
    const int rest = tile % per_sample;
    return (struct place){tile / per_sample, rest / across * TILE, rest % across * TILE};
}

/* B transposed of the paper, on six vectors at a distance. */
INLINE void transform_input(vector *d, int step) {
    const vector two = _mm256_set1_ps(2), four = _mm256_set1_ps(4), five = _mm256_set1_ps(5);
    const vector d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step], d5 = d[5 * step];
    const vector even = _mm256_fnmadd_ps(four, d2, d4), odd = _mm256_fnmadd_ps(four, d1, d3);
    const vector low = _mm256_sub_ps(d4, d2), high = _mm256_mul_ps(two, _mm256_sub_ps(d3, d1));
    d[0] = _mm256_fmadd_ps(four, d0, _mm256_fnmadd_ps(five, d2, d4));
    d[step] = _mm256_add_ps(even, odd);
    d[2 * step] = _mm256_sub_ps(even, odd);
    d[3 * step] = _mm256_add_ps(low, high);
    d[4 * step] = _mm256_sub_ps(low, high);
    d[5 * step] = _mm256_fmadd_ps(four, d1, _mm256_fnmadd_ps(five, d3, d5));
}

/* A transposed of the paper: six vectors at a distance become four. */
INLINE void transform_output(const vector *m, int step, vector *y, int target_step) {
    const vector two = _mm256_set1_ps(2), four = _mm256_set1_ps(4), eight = _mm256_set1_ps(8);
    const vector near_sum = _mm256_add_ps(m[step], m[2 * step]), near = _mm256_sub_ps(m[step], m[2 * step]);
    const vector far_sum = _mm256_add_ps(m[3 * step], m[4 * step]), far = _mm256_sub_ps(m[3 * step], m[4 * step]);
    y[0] = _mm256_add_ps(_mm256_add_ps(m[0], near_sum), far_sum);
    y[target_step] = _mm256_fmadd_ps(two, far, near);
    y[2 * target_step] = _mm256_fmadd_ps(four, far_sum, near_sum);
    y[3 * target_step] = _mm256_add_ps(_mm256_fmadd_ps(eight, far, near), m[5 * step]);
}

/* Eight channels of the 6x6 inputs of one tile; what lies outside the picture is zero. */
INLINE void load_tile(const struct rubato_winograd *shape, const float *picture, struct place place, vector *d) {
    const int top = place.row - shape->rows_before, left = place.column - shape->columns_before;
    const int channels = shape->input_channels;
    const bool is_inside =
        top >= 0 && left >= 0 && top + SPAN <= shape->input_rows && left + SPAN <= shape->input_columns;
    for (int row = 0; row < SPAN; row++) {
        for (int column = 0; column < SPAN; column++) {
            const int y = top + row, x = left + column;
            const bool exists =
                is_inside || (y >= 0 && y < shape->input_rows && x >= 0 && x < shape->input_columns);
            d[row * SPAN + column] =
                exists ? _mm256_loadu_ps(picture + ((size_t)y * shape->input_columns + x) * channels)
                       : _mm256_setzero_ps();
        }
    }
}

FAST static void transform_inputs(const struct rubato_winograd *shape, const float *input, int first, int count,
                                  float *planes, size_t plane) {
    const int channels = shape->input_channels;
    const size_t sample_size = (size_t)shape->input_rows * shape->input_columns * channels;
    for (int tile = 0; tile < count; tile++) {
        const struct place place = place_of(shape, first + tile);
        for (int channel = 0; channel < channels; channel += LANES) {
            vector d[PLANES];
            load_tile(shape, input + place.sample * sample_size + channel, place, d);
            for (int column = 0; column < SPAN; column++) transform_input(d + column, SPAN);
            for (int row = 0; row < SPAN; row++) transform_input(d + row * SPAN, 1);
            float *target = planes + (size_t)tile * channels + channel;
            for (int index = 0; index < PLANES; index++) _mm256_store_ps(target + index * plane, d[index]);
        }
    }
}

/* Sixteen output channels of some tiles, whose sums all stay in registers. */
#define DEFINE_MULTIPLY(ROWS)                                                                                       \
    FAST static void multiply_##ROWS(const float *a, int inner, const float *b, float *c, int distance) {           \
        vector sums[ROWS][2];                                                                                       \
        for (int row = 0; row < ROWS; row++) sums[row][0] = sums[row][1] = _mm256_setzero_ps();                     \
        for (int index = 0; index < inner; index++, b += PANEL) {                                                   \
            const vector left = _mm256_load_ps(b), right = _mm256_load_ps(b + LANES);                               \
            _Pragma("clang loop unroll(full)") for (int row = 0; row < ROWS; row++) {                               \
                const vector factor = _mm256_broadcast_ss(a + (size_t)row * inner + index);                         \
                sums[row][0] = _mm256_fmadd_ps(factor, left, sums[row][0]);                                         \
                sums[row][1] = _mm256_fmadd_ps(factor, right, sums[row][1]);                                        \
            }                                                                                                       \
        }                                                                                                           \
        for (int row = 0; row < ROWS; row++) {                                                                      \
            _mm256_store_ps(c + (size_t)row * distance, sums[row][0]);                                              \
            _mm256_store_ps(c + (size_t)row * distance + LANES, sums[row][1]);                                      \
        }                                                                                                           \
    }

DEFINE_MULTIPLY(6)
DEFINE_MULTIPLY(4)
DEFINE_MULTIPLY(2)
DEFINE_MULTIPLY(1)

/* One plane: tiles x input channels times input channels x output channels. */
FAST static void multiply_plane(const float *a, int tiles, int inner, const float *b, float *c, int outer) {
    for (int column = 0; column < outer; column += PANEL, b += (size_t)inner * PANEL) {
        int row = 0;
        for (; row + 6 <= tiles; row += 6)
            multiply_6(a + (size_t)row * inner, inner, b, c + (size_t)row * outer + column, outer);
        for (; row + 4 <= tiles; row += 4)
            multiply_4(a + (size_t)row * inner, inner, b, c + (size_t)row * outer + column, outer);
        for (; row + 2 <= tiles; row += 2)
            multiply_2(a + (size_t)row * inner, inner, b, c + (size_t)row * outer + column, outer);
        for (; row < tiles; row++)
            multiply_1(a + (size_t)row * inner, inner, b, c + (size_t)row * outer + column, outer);
    }
}

/* Adds bias and residual to eight channels of one tile and stores those outputs that exist. */
INLINE void store_tile(const struct rubato_winograd *shape, struct place place, int channel, const vector *y,
                       const float *bias, const float *residual, float *output) {
    const vector minimum = _mm256_set1_ps(shape->minimum), maximum = _mm256_set1_ps(shape->maximum);
    const vector start = bias ? _mm256_loadu_ps(bias + channel) : _mm256_setzero_ps();
    for (int row = 0; row < TILE && place.row + row < shape->output_rows; row++) {
        const size_t line = (size_t)place.sample * shape->output_rows + place.row + row;
        for (int column = 0; column < TILE && place.column + column < shape->output_columns; column++) {
            const size_t pixel = line * shape->output_columns + place.column + column;
            const size_t index = pixel * shape->output_channels + channel;
            vector result = _mm256_add_ps(y[row * TILE + column], start);
            if (residual) result = _mm256_add_ps(result, _mm256_loadu_ps(residual + index));
            /* Minimum and maximum give their second operand if one is NaN. */
            result = _mm256_min_ps(maximum, _mm256_max_ps(minimum, result));
            _mm256_storeu_ps(output + index, result);
        }
    }
}

FAST static void transform_outputs(const struct rubato_winograd *shape, int first, int count, const float *planes,
                                   size_t plane, const float *bias, const float *residual, float *output) {
    const int channels = round_up(shape->output_channels, PANEL);
    for (int tile = 0; tile < count; tile++) {
        const struct place place = place_of(shape, first + tile);
        for (int channel = 0; channel < shape->output_channels; channel += LANES) {
            vector m[PLANES], half[TILE * SPAN], y[TILE * TILE];
            const float *source = planes + (size_t)tile * channels + channel;
            for (int index = 0; index < PLANES; index++) m[index] = _mm256_load_ps(source + index * plane);
            for (int column = 0; column < SPAN; column++) transform_output(m + column, SPAN, half + column, SPAN);
            for (int row = 0; row < TILE; row++) transform_output(half + row * SPAN, 1, y + row * TILE, 1);
            store_tile(shape, place, channel, y, bias, residual, output);
        }
    }
}

void rubato_winograd_run(const struct rubato_winograd *shape, const float *input, const float *transformed,
                         const float *bias, const float *residual, float *output, float *scratch) {
    const int inner = shape->input_channels, outer = round_up(shape->output_channels, PANEL);
    const int total = tile_count(shape), step = tiles_at_once(shape);
    const size_t input_plane = plane_size(step, inner), output_plane = plane_size(step, outer);
    float *products = scratch + PLANES * input_plane;
    for (int first = 0; first < total; first += step) {
        const int count = total - first < step ? total - first : step;
        transform_inputs(shape, input, first, count, scratch, input_plane);
        for (int index = 0; index < PLANES; index++) {
            multiply_plane(scratch + index * input_plane, count, inner,
                           transformed + (size_t)index * inner * outer, products + index * output_plane, outer);
        }
        transform_outputs(shape, first, count, products, output_plane, bias, residual, output);
    }
}

#else

bool rubato_winograd_is_available(void) { return false; }

/* Never called where it is not available. */
void rubato_winograd_run(const struct rubato_winograd *shape, const float *input, const float *transformed,
                         const float *bias, const float *residual, float *output, float *scratch) {
    (void)shape, (void)input, (void)transformed, (void)bias, (void)residual, (void)output, (void)scratch;
    __builtin_trap();
}

#endif
