import Foundation

/// A real browser without a window, to look at pages as people do.
package enum Chromium {
    /// Its program, where Debian and Ubuntu put it.
    package static var program: String? {
        ["chromium", "chromium-headless-shell", "chromium-browser", "google-chrome"]
            .map { "/usr/bin/" + $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The browser was not found.
    package struct Missing: Error, CustomStringConvertible {
        package let description = "there is no Chromium; .ci/install-packages installs it"
    }

    /// The document as the browser has it after loading.
    package static func document(of page: String) throws -> String {
        try run(["--dump-dom", "file://\(page)"]).output
    }

    /// Paints a page into a PNG file.
    package static func paint(_ page: String, to png: String, width: Int, height: Int, isDark: Bool = false)
        throws
    {
        let colours = isDark ? ["--blink-settings=preferredColorScheme=0", "--force-dark-mode"] : []
        _ = try run(
            colours + [
                "--hide-scrollbars", "--window-size=\(width),\(height)", "--screenshot=\(png)",
                "file://\(page)",
            ])
    }

    /// Prints a page into a PDF file.
    package static func print(_ page: String, to pdf: String) throws {
        _ = try run(["--no-pdf-header-footer", "--print-to-pdf=\(pdf)", "file://\(page)"])
    }

    private static func run(_ arguments: [String]) throws -> ShellResult {
        guard let program else { throw Missing() }
        // A profile of its own: nothing of another run, and nothing left behind.
        let profile = try TemporaryFolder()
        return try shell(
            "/usr/bin/timeout",
            [
                "60", program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--user-data-dir=\(profile.path)",
            ] + arguments)
    }
}
