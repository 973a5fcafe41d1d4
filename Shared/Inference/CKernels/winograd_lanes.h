/*
 A run on vectors of LANES floats. Included by one file per instruction set, because a function is compiled for one, with
 LANES, SUMS (vectors of sums that the registers have room for), TARGET (the compiler's name of the set), RUN (the name
 of the run), MINIMUM and MAXIMUM.
*/
#include "winograd_shape.h"

#define FAST __attribute__((target(TARGET)))
#define INLINE static inline __attribute__((always_inline, target(TARGET)))

/* A product and the sum that takes it are one instruction. */
#pragma STDC FP_CONTRACT ON

typedef float vector __attribute__((vector_size(LANES * sizeof(float))));

/* The same anywhere in memory. */
typedef float loose_vector __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

INLINE vector load(const float *source) { return *(const loose_vector *)source; }

INLINE void store(float *target, vector value) { *(loose_vector *)target = value; }

/* B transposed of the paper, on six vectors at a distance. */
INLINE void transform_input(vector *d, int step) {
    const vector d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step], d5 = d[5 * step];
    const vector even = d4 - 4 * d2, odd = d3 - 4 * d1;
    const vector low = d4 - d2, high = 2 * (d3 - d1);
    d[0] = 4 * d0 + (d4 - 5 * d2);
    d[step] = even + odd;
    d[2 * step] = even - odd;
    d[3 * step] = low + high;
    d[4 * step] = low - high;
    d[5 * step] = 4 * d1 + (d5 - 5 * d3);
}

/* A transposed of the paper: six vectors at a distance become four. */
INLINE void transform_output(const vector *m, int step, vector *y, int target_step) {
    const vector near_sum = m[step] + m[2 * step], near = m[step] - m[2 * step];
    const vector far_sum = m[3 * step] + m[4 * step], far = m[3 * step] - m[4 * step];
    y[0] = m[0] + near_sum + far_sum;
    y[target_step] = near + 2 * far;
    y[2 * target_step] = near_sum + 4 * far_sum;
    y[3 * target_step] = (near + 8 * far) + m[5 * step];
}

/* Some channels of the 6x6 inputs of one tile; what lies outside the picture is zero. */
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
                exists ? load(picture + ((size_t)y * shape->input_columns + x) * channels) : (vector){};
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
            for (int index = 0; index < PLANES; index++) store(target + index * plane, d[index]);
        }
    }
}

/* Some output channels of some tiles, whose sums stay in registers. */
INLINE void multiply_block(const float *a, int inner, const float *b, float *c, int outer, const int rows,
                           const int width) {
    vector sums[SUMS] = {};
    for (int index = 0; index < inner; index++) {
        vector weights[SUMS];
        _Pragma("clang loop unroll(full)") for (int part = 0; part < width; part++) {
            const int channel = part * LANES;
            weights[part] = load(b + ((size_t)channel / PANEL * inner + index) * PANEL + channel % PANEL);
        }
        _Pragma("clang loop unroll(full)") for (int row = 0; row < rows; row++) {
            const float factor = a[(size_t)row * inner + index];
            _Pragma("clang loop unroll(full)") for (int part = 0; part < width; part++)
                sums[row * width + part] = factor * weights[part] + sums[row * width + part];
        }
    }
    _Pragma("clang loop unroll(full)") for (int row = 0; row < rows; row++)
        _Pragma("clang loop unroll(full)") for (int part = 0; part < width; part++)
            store(c + (size_t)row * outer + part * LANES, sums[row * width + part]);
}

/* So many vectors of output channels of all tiles: blocks as large as the registers allow, then smaller ones. */
INLINE void multiply_strip(const float *a, int tiles, int inner, const float *b, float *c, int outer,
                           const int width) {
    int row = 0;
    for (; row + SUMS / width <= tiles; row += SUMS / width)
        multiply_block(a + (size_t)row * inner, inner, b, c + (size_t)row * outer, outer, SUMS / width, width);
    for (; row + 4 <= tiles; row += 4)
        multiply_block(a + (size_t)row * inner, inner, b, c + (size_t)row * outer, outer, 4, width);
    for (; row + 2 <= tiles; row += 2)
        multiply_block(a + (size_t)row * inner, inner, b, c + (size_t)row * outer, outer, 2, width);
    for (; row < tiles; row++)
        multiply_block(a + (size_t)row * inner, inner, b, c + (size_t)row * outer, outer, 1, width);
}

/* One plane: tiles x input channels times input channels x output channels, whose number is a multiple of PANEL. */
FAST static void multiply_plane(const float *a, int tiles, int inner, const float *b, float *c, int outer) {
    int channel = 0;
    for (; channel + 4 * PANEL <= outer && SUMS >= 24; channel += 4 * PANEL)
        multiply_strip(a, tiles, inner, b + (size_t)channel * inner, c + channel, outer, 4 * PANEL / LANES);
    for (; channel + 2 * PANEL <= outer && SUMS >= 24; channel += 2 * PANEL)
        multiply_strip(a, tiles, inner, b + (size_t)channel * inner, c + channel, outer, 2 * PANEL / LANES);
    for (; channel < outer; channel += PANEL)
        multiply_strip(a, tiles, inner, b + (size_t)channel * inner, c + channel, outer, PANEL / LANES);
}

/* Adds bias and residual to some channels of one tile and stores those outputs that exist. */
INLINE void store_tile(const struct rubato_winograd *shape, struct place place, int channel, const vector *y,
                       const float *bias, const float *residual, float *output) {
    const vector minimum = (vector){} + shape->minimum, maximum = (vector){} + shape->maximum;
    const vector start = bias ? load(bias + channel) : (vector){};
    for (int row = 0; row < TILE && place.row + row < shape->output_rows; row++) {
        const size_t line = (size_t)place.sample * shape->output_rows + place.row + row;
        for (int column = 0; column < TILE && place.column + column < shape->output_columns; column++) {
            const size_t pixel = line * shape->output_columns + place.column + column;
            const size_t index = pixel * shape->output_channels + channel;
            vector result = y[row * TILE + column] + start;
            if (residual) result += load(residual + index);
            /* Minimum and maximum give their second operand if one is NaN. */
            store(output + index, MINIMUM(maximum, MAXIMUM(minimum, result)));
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
            for (int index = 0; index < PLANES; index++) m[index] = load(source + index * plane);
            for (int column = 0; column < SPAN; column++) transform_output(m + column, SPAN, half + column, SPAN);
            for (int row = 0; row < TILE; row++) transform_output(half + row * SPAN, 1, y + row * TILE, 1);
            store_tile(shape, place, channel, y, bias, residual, output);
        }
    }
}

void RUN(const struct rubato_winograd *shape, const float *input, const float *transformed, const float *bias,
         const float *residual, float *output, float *scratch) {
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
