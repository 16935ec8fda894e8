import HubModel

/// The names of all models, and what to make of a name that is not among them.
struct ModelNames {
    /// Sorted; indices into this array are the model indices used everywhere.
    let names: [String]
    /// Whether the folder of the models has any.
    private let isFilled: Bool
    /// Names of files that may be models and were not taken for one.
    private let untaken: Set<String>

    /// `misplaced` is what files outside the folders would declare.
    init(_ folder: ConfigFolder, misplaced: Set<String>) {
        names = folder.files.map(\.name)
        isFilled = folder.isFilled
        untaken = folder.untaken.union(misplaced)
    }

    /// False when models are missing for a reason that was reported, so that more relations may exist.
    var isComplete: Bool { isFilled && untaken.isEmpty }

    /// Index of a model. A name that no model has is reported, unless what was reported before explains it.
    func index(of name: String, at location: SourceLocation, _ report: inout Diagnostics) -> Int? {
        if let index = names.firstIndex(of: name) { return index }
        if isFilled, !untaken.contains(name) {
            report.report(
                "there is no model `\(name)`",
                hint: suggestion(for: name, among: names, otherwise: "there are: "), at: location)
        }
        return nil
    }
}
