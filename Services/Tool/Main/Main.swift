import ArgumentParser
import Tool

@main
enum Main {
    static func main() {
        Rubato.main()
    }
}
