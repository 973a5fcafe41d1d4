#include "winograd_shape.h"

#include <string.h>

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

static bool is_wide(void) { return __builtin_cpu_supports("avx512f"); }

bool rubato_winograd_is_available(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

void rubato_winograd_run(const struct rubato_winograd *shape, const float *input, const float *transformed,
                         const float *bias, const float *residual, float *output, float *scratch) {
    const bool fills_vectors = shape->input_channels % 16 == 0 && shape->output_channels % 16 == 0;
    if (fills_vectors && is_wide()) {
        rubato_winograd_run_avx512(shape, input, transformed, bias, residual, output, scratch);
    } else {
        rubato_winograd_run_avx2(shape, input, transformed, bias, residual, output, scratch);
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
