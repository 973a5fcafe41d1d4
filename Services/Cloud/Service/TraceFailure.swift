/// A line of a connectivity trace that is no time and `up` or `down`, or not later than the one before it.
package struct TraceFailure: Error, Equatable, CustomStringConvertible {
    package let line: Int

    package init(line: Int) {
        self.line = line
    }

    package var description: String { "line \(line): expected a later time in seconds and 'up' or 'down'" }
}
