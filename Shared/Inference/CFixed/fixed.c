#include "fixed.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Output pixels whose windows are gathered together. */
enum { PANEL = RUBATO_FIXED_PANEL, PIXELS = 64 };

static int group_inputs(const struct rubato_fixed *shape) { return shape->input_channels / shape->groups; }

static int group_outputs(const struct rubato_fixed *shape) { return shape->output_channels / shape->groups; }

static int pairs(const struct rubato_fixed *shape) {
    return (shape->kernel_rows * shape->kernel_columns * group_inputs(shape) + 1) / 2;
}

static int panels(const struct rubato_fixed *shape) { return (group_outputs(shape) + PANEL - 1) / PANEL; }

static size_t rounded(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

static size_t word_count(const struct rubato_fixed *shape) {
    return (size_t)shape->batch * shape->input_rows * shape->input_columns * shape->input_channels;
}

size_t rubato_fixed_weight_count(const struct rubato_fixed *shape) {
    return (size_t)shape->groups * panels(shape) * pairs(shape) * PANEL * 2;
}

size_t rubato_fixed_weight_index(const struct rubato_fixed *shape, int group, int output, int inner) {
    const size_t panel = (size_t)group * panels(shape) + output / PANEL;
    return ((panel * pairs(shape) + inner / 2) * PANEL + output % PANEL) * 2 + inner % 2;
}

size_t rubato_fixed_scratch_bytes(const struct rubato_fixed *shape) {
    return rounded(word_count(shape) * sizeof(int16_t)) + rounded((size_t)PIXELS * pairs(shape) * 2 * sizeof(int16_t)) +
           rounded((size_t)PIXELS * PANEL * sizeof(int32_t));
}

#define INLINE static inline __attribute__((always_inline))

INLINE float word(float number, float scale) {
    const float units = floorf(number * scale + 0.5f);
    /* A comparison with what is no number is false. */
    return units >= -32768.0f ? (units <= 32767.0f ? units : 32767.0f) : (units < -32768.0f ? -32768.0f : 0.0f);
}

INLINE void round_numbers(const float *input, float *output, size_t count, float scale) {
    const float unit = 1 / scale;
    for (size_t index = 0; index < count; index++) output[index] = word(input[index], scale) * unit;
}

INLINE void round_words(const float *input, int16_t *words, size_t count, float scale) {
    for (size_t index = 0; index < count; index++) words[index] = (int16_t)word(input[index], scale);
}

/* The sums of a panel for one pixel become words: bias, rounding, residual, range. */
INLINE void finish(const struct rubato_fixed *shape, const int32_t *sums, int channels, const int32_t *bias,
                   const int32_t *shifts, const float *residual, float *output) {
    const float unit = 1 / shape->scale;
    for (int channel = 0; channel < channels; channel++) {
        const int32_t half = shifts[channel] > 0 ? (int32_t)1 << (shifts[channel] - 1) : 0;
        int32_t value = (sums[channel] + bias[channel] + half) >> shifts[channel];
        value = value < -32768 ? -32768 : value > 32767 ? 32767 : value;
        if (residual) {
            value += (int32_t)word(residual[channel], shape->scale);
            value = value < -32768 ? -32768 : value > 32767 ? 32767 : value;
        }
        value = value < shape->minimum ? shape->minimum : value > shape->maximum ? shape->maximum : value;
        output[channel] = (float)value * unit;
    }
}

/* The window of one pixel and group, one input after another; what lies outside the picture is zero. */
static void gather(const struct rubato_fixed *shape, const int16_t *words, int pixel, int group, int16_t *window) {
    const int per_sample = shape->output_rows * shape->output_columns;
    const int sample = pixel / per_sample, row = pixel % per_sample / shape->output_columns;
    const int column = pixel % shape->output_columns, count = group_inputs(shape);
    for (int tap_row = 0; tap_row < shape->kernel_rows; tap_row++) {
        const int y = row * shape->row_stride - shape->rows_before + tap_row * shape->row_dilation;
        for (int tap_column = 0; tap_column < shape->kernel_columns; tap_column++, window += count) {
            const int x = column * shape->column_stride - shape->columns_before + tap_column * shape->column_dilation;
            const bool exists = y >= 0 && y < shape->input_rows && x >= 0 && x < shape->input_columns;
            const size_t place = ((size_t)sample * shape->input_rows + y) * shape->input_columns + x;
            if (exists) {
                memcpy(window, words + place * shape->input_channels + (size_t)group * count, count * sizeof(*window));
            } else {
                memset(window, 0, count * sizeof(*window));
            }
        }
    }
}

/* One panel for some windows, with plain integers. */
static void multiply_plain(const int16_t *windows, int rows, int pair_count, const int16_t *weights, int32_t *sums) {
    memset(sums, 0, (size_t)rows * PANEL * sizeof(*sums));
    for (int row = 0; row < rows; row++, windows += (size_t)pair_count * 2, sums += PANEL) {
        for (int pair = 0; pair < pair_count; pair++) {
            const int16_t *panel = weights + (size_t)pair * PANEL * 2;
            const int32_t first = windows[2 * pair], second = windows[2 * pair + 1];
            for (int lane = 0; lane < PANEL; lane++, panel += 2) sums[lane] += first * panel[0] + second * panel[1];
        }
    }
}

#if defined(__x86_64__)

#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl")))
#define NARROW __attribute__((target("avx2")))

static int32_t pair_at(const int16_t *windows, size_t index) {
    int32_t pair;
    memcpy(&pair, windows + index * 2, sizeof(pair));
    return pair;
}

#define DEFINE_WIDE(COUNT)                                                                                          \
    WIDE static void multiply_wide_##COUNT(const int16_t *windows, int pair_count, const int16_t *weights,          \
                                           int32_t *sums) {                                                         \
        __m512i sum[COUNT];                                                                                         \
        for (int row = 0; row < COUNT; row++) sum[row] = _mm512_setzero_si512();                                    \
        for (int pair = 0; pair < pair_count; pair++) {                                                             \
            const __m512i panel = _mm512_loadu_si512(weights + (size_t)pair * PANEL * 2);                           \
            _Pragma("clang loop unroll(full)") for (int row = 0; row < COUNT; row++) {                              \
                const __m512i factor = _mm512_set1_epi32(pair_at(windows, (size_t)row * pair_count + pair));        \
                sum[row] = _mm512_add_epi32(sum[row], _mm512_madd_epi16(factor, panel));                            \
            }                                                                                                       \
        }                                                                                                           \
        for (int row = 0; row < COUNT; row++) _mm512_storeu_si512(sums + (size_t)row * PANEL, sum[row]);            \
    }

#define DEFINE_NARROW(COUNT)                                                                                        \
    NARROW static void multiply_narrow_##COUNT(const int16_t *windows, int pair_count, const int16_t *weights,      \
                                               int32_t *sums) {                                                     \
        __m256i sum[COUNT][2];                                                                                      \
        for (int row = 0; row < COUNT; row++) sum[row][0] = sum[row][1] = _mm256_setzero_si256();                   \
        for (int pair = 0; pair < pair_count; pair++) {                                                             \
            const __m256i *panel = (const __m256i *)(weights + (size_t)pair * PANEL * 2);                           \
            const __m256i left = _mm256_loadu_si256(panel), right = _mm256_loadu_si256(panel + 1);                  \
            _Pragma("clang loop unroll(full)") for (int row = 0; row < COUNT; row++) {                              \
                const __m256i factor = _mm256_set1_epi32(pair_at(windows, (size_t)row * pair_count + pair));        \
                sum[row][0] = _mm256_add_epi32(sum[row][0], _mm256_madd_epi16(factor, left));                       \
                sum[row][1] = _mm256_add_epi32(sum[row][1], _mm256_madd_epi16(factor, right));                      \
            }                                                                                                       \
        }                                                                                                           \
        for (int row = 0; row < COUNT; row++) {                                                                     \
            _mm256_storeu_si256((__m256i *)(sums + (size_t)row * PANEL), sum[row][0]);                              \
            _mm256_storeu_si256((__m256i *)(sums + (size_t)row * PANEL) + 1, sum[row][1]);                          \
        }                                                                                                           \
    }

DEFINE_WIDE(8)
DEFINE_WIDE(1)
DEFINE_NARROW(4)
DEFINE_NARROW(1)

/* What the CPU has: 2 for AVX-512, 1 for AVX2, 0 for neither. */
static int level(void) {
    static _Atomic int known = -1;
    if (known < 0) {
        __builtin_cpu_init();
        const bool is_wide = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
        known = is_wide ? 2 : __builtin_cpu_supports("avx2") ? 1 : 0;
    }
    return known;
}

static void multiply(const int16_t *windows, int rows, int pair_count, const int16_t *weights, int32_t *sums) {
    const int kind = level();
    if (kind == 0) return multiply_plain(windows, rows, pair_count, weights, sums);
    const int step = kind == 2 ? 8 : 4;
    const size_t size = (size_t)pair_count * 2;
    int row = 0;
    for (; row + step <= rows; row += step) {
        if (kind == 2) multiply_wide_8(windows + row * size, pair_count, weights, sums + (size_t)row * PANEL);
        else multiply_narrow_4(windows + row * size, pair_count, weights, sums + (size_t)row * PANEL);
    }
    for (; row < rows; row++) {
        if (kind == 2) multiply_wide_1(windows + row * size, pair_count, weights, sums + (size_t)row * PANEL);
        else multiply_narrow_1(windows + row * size, pair_count, weights, sums + (size_t)row * PANEL);
    }
}

NARROW static void finish_fast(const struct rubato_fixed *shape, const int32_t *sums, int channels, const int32_t *bias,
                               const int32_t *shifts, const float *residual, float *output) {
    finish(shape, sums, channels, bias, shifts, residual, output);
}

NARROW static void round_words_fast(const float *input, int16_t *words, size_t count, float scale) {
    round_words(input, words, count, scale);
}

NARROW static void round_numbers_fast(const float *input, float *output, size_t count, float scale) {
    round_numbers(input, output, count, scale);
}

#else

static int level(void) { return 0; }

static void multiply(const int16_t *windows, int rows, int pair_count, const int16_t *weights, int32_t *sums) {
    multiply_plain(windows, rows, pair_count, weights, sums);
}

#define finish_fast finish
#define round_words_fast round_words
#define round_numbers_fast round_numbers

#endif

void rubato_fixed_round(const float *input, float *output, size_t count, float scale) {
    if (level() > 0) round_numbers_fast(input, output, count, scale);
    else round_numbers(input, output, count, scale);
}

/* Some pixels of one group, panel by panel. */
static void run_pixels(const struct rubato_fixed *shape, int group, int first, int count, const int16_t *windows,
                       const int16_t *weights, const int32_t *bias, const int32_t *shifts, const float *residual,
                       float *output, int32_t *sums) {
    const int outputs = group_outputs(shape), pair_count = pairs(shape);
    for (int panel = 0; panel < panels(shape); panel++) {
        const int16_t *own = weights + ((size_t)group * panels(shape) + panel) * pair_count * PANEL * 2;
        multiply(windows, count, pair_count, own, sums);
        const int channel = group * outputs + panel * PANEL;
        const int channels = outputs - panel * PANEL < PANEL ? outputs - panel * PANEL : PANEL;
        for (int pixel = 0; pixel < count; pixel++) {
            const size_t place = (size_t)(first + pixel) * shape->output_channels + channel;
            const float *added = residual ? residual + place : 0;
            const int32_t *own_sums = sums + pixel * PANEL;
            if (level() > 0)
                finish_fast(shape, own_sums, channels, bias + channel, shifts + channel, added, output + place);
            else
                finish(shape, own_sums, channels, bias + channel, shifts + channel, added, output + place);
        }
    }
}

void rubato_fixed_run(const struct rubato_fixed *shape, const float *input, const int16_t *weights,
                      const int32_t *bias, const int32_t *shifts, const float *residual, float *output,
                      void *scratch) {
    int16_t *words = scratch;
    int16_t *windows = (int16_t *)((char *)scratch + rounded(word_count(shape) * sizeof(*words)));
    const size_t window = (size_t)pairs(shape) * 2;
    int32_t *sums = (int32_t *)((char *)windows + rounded(PIXELS * window * sizeof(*windows)));
    if (level() > 0) round_words_fast(input, words, word_count(shape), shape->scale);
    else round_words(input, words, word_count(shape), shape->scale);
    const int total = shape->batch * shape->output_rows * shape->output_columns;
    for (int group = 0; group < shape->groups; group++) {
        for (int first = 0; first < total; first += PIXELS) {
            const int count = total - first < PIXELS ? total - first : PIXELS;
            for (int pixel = 0; pixel < count; pixel++) {
                windows[(pixel + 1) * window - 1] = 0;
                gather(shape, words, first + pixel, group, windows + pixel * window);
            }
            run_pixels(shape, group, first, count, windows, weights, bias, shifts, residual, output, sums);
        }
    }
}
