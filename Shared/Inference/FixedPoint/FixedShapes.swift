import CFixed
import Inference

extension rubato_fixed {
    init(_ step: ConvolutionStep, scale: Float) {
        self.init()
        batch = CInt(step.batch)
        groups = CInt(step.groups)
        input_rows = CInt(step.rows.input)
        input_columns = CInt(step.columns.input)
        input_channels = CInt(step.inputChannels)
        output_rows = CInt(step.rows.output)
        output_columns = CInt(step.columns.output)
        output_channels = CInt(step.outputChannels)
        kernel_rows = CInt(step.rows.kernel)
        kernel_columns = CInt(step.columns.kernel)
        row_stride = CInt(step.rows.stride)
        column_stride = CInt(step.columns.stride)
        row_dilation = CInt(step.rows.dilation)
        column_dilation = CInt(step.columns.dilation)
        rows_before = CInt(step.rows.before)
        columns_before = CInt(step.columns.before)
        self.scale = scale
    }

    /// A product with a matrix is a convolution of pictures with one pixel.
    init(_ step: InnerProductStep, scale: Float) {
        self.init()
        batch = CInt(step.rows)
        (groups, input_rows, input_columns, output_rows, output_columns) = (1, 1, 1, 1, 1)
        (kernel_rows, kernel_columns, row_stride, column_stride, row_dilation, column_dilation) = (1, 1, 1, 1, 1, 1)
        input_channels = CInt(step.inner)
        output_channels = CInt(step.outer)
        self.scale = scale
    }
}
