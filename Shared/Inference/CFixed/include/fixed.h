#ifndef RUBATO_FIXED_H
#define RUBATO_FIXED_H

#include <stddef.h>
#include <stdint.h>

/*
 Convolution in 16-bit fixed point with 32-bit sums, as an accelerator computes it: values are rounded to words of
 16 bits, multiplied and summed exactly, and the sum is rounded to a word again. Tensors are f32 and channels last;
 their numbers are multiples of the unit 1 / scale. All results are exact integers, so they do not depend on CPU, batch
 or order.

 Sums must not exceed 32 bits, which whoever chooses the weights' units answers for.
*/

struct rubato_fixed {
    int batch, groups;
    int input_rows, input_columns, input_channels;
    /* Channels of all groups. */
    int output_rows, output_columns, output_channels;
    int kernel_rows, kernel_columns;
    int row_stride, column_stride, row_dilation, column_dilation;
    /* Zeros before the first row and column. */
    int rows_before, columns_before;
    /* Units of activations in 1: a power of two. */
    float scale;
    /* Every result is brought into this range, in units. */
    int32_t minimum, maximum;
};

/* Weights lie in panels of as many output channels, and in pairs of inputs. */
enum { RUBATO_FIXED_PANEL = 16 };

/* Words of the weights of all groups. */
size_t rubato_fixed_weight_count(const struct rubato_fixed *shape);

/* Where the weight of a group's output channel and an input of its window lies: tap by tap, channel by channel. */
size_t rubato_fixed_weight_index(const struct rubato_fixed *shape, int group, int output, int inner);

/* Bytes that a run needs for itself, at a multiple of 64. */
size_t rubato_fixed_scratch_bytes(const struct rubato_fixed *shape);

/*
 `bias` and `shifts` have one element per output channel: the bias in the sum's units, and the bits by which the sum's
 unit is finer than the activations'. `residual` may be null; it has the output's shape, may be the output, and is added
 to the rounded sum.
*/
void rubato_fixed_run(const struct rubato_fixed *shape, const float *input, const int16_t *weights,
                      const int32_t *bias, const int32_t *shifts, const float *residual, float *output, void *scratch);

/* Rounds numbers to multiples of the unit within 16 bits, halves up; what is no number becomes zero. */
void rubato_fixed_round(const float *input, float *output, size_t count, float scale);

#endif
