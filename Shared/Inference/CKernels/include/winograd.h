#ifndef RUBATO_WINOGRAD_H
#define RUBATO_WINOGRAD_H

#include <stdbool.h>
#include <stddef.h>

/*
 Convolution with a 3x3 kernel and stride 1 by Winograd's minimal filtering F(4x4, 3x3): 36 multiplications make
 sixteen outputs where the direct way needs 144 (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
 CVPR 2016).

 All tensors are f32 and channels last. Each output is summed in an order that does not depend on the batch, so a
 sample's results are equal bit by bit in every batch.
*/

struct rubato_winograd {
    int batch;
    int input_rows, input_columns, input_channels;
    int output_rows, output_columns, output_channels;
    /* Zeros before the first row and column; those behind the picture follow from the output's size. */
    int rows_before, columns_before;
    /* Every result is brought into this range: 0 to infinity is ReLU. NaN stays NaN. */
    float minimum, maximum;
};

/* Whether this CPU has the instructions (AVX2 and FMA; every CPU with AVX-512 has them). */
bool rubato_winograd_is_available(void);

/* Floats of transformed weights. */
size_t rubato_winograd_weight_count(int input_channels, int output_channels);

/* Floats that a run needs for itself. */
size_t rubato_winograd_scratch_count(const struct rubato_winograd *shape);

/* Transforms weights [out, in, 3, 3]. */
void rubato_winograd_transform_weights(const float *weights, int input_channels, int output_channels,
                                       float *transformed);

/*
 Both channel counts must be multiples of 8; AVX-512 is used where they are multiples of 16. Memory may start anywhere,
 and is fastest at multiples of 64 bytes. `bias` and `residual` may be null; `residual` has the output's shape and may
 be the output.
*/
void rubato_winograd_run(const struct rubato_winograd *shape, const float *input, const float *transformed,
                         const float *bias, const float *residual, float *output, float *scratch);

#endif
