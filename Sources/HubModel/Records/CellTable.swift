/// Rows of text cells over one byte arena: how records and mentions travel between modules.
///
/// ```
/// arena   张三|13800000000|李四|…            UTF-8, validated, shared by all cells
/// cells   (0,6) (7,11) (19,6) missing       row-major, `width` cells a row
/// ```
///
/// A cell is a byte range of the arena or *missing* (SQL NULL, absent element). An empty range is an empty
/// text, which is not the same as missing. No `String` is made until somebody asks for `text`.
public struct CellTable: Sendable {
    /// A byte range of the arena, or `missing`.
    public struct Cell: Sendable, Hashable {
        /// First byte in the arena.
        public var start: UInt32
        /// Length in bytes; `UInt32.max` marks a missing cell.
        public var length: UInt32

        /// Creates a cell over `length` bytes from `start`.
        @inlinable public init(start: UInt32, length: UInt32) {
            self.start = start
            self.length = length
        }

        /// No value at all.
        public static let missing = Cell(start: 0, length: .max)

        /// Whether there is no value.
        @inlinable public var isMissing: Bool { length == .max }

        /// The arena range; empty for a missing cell.
        @inlinable public var range: Range<Int> {
            isMissing ? 0..<0 : Int(start)..<Int(start) + Int(length)
        }
    }

    /// Cells in a row.
    public let width: Int
    /// The bytes of all cells: valid UTF-8 inside each cell.
    public var arena: [UInt8]
    /// `rowCount × width` cells, row after row.
    public var cells: [Cell]

    /// Creates a table over ready-made parts; `cells.count` must be a multiple of `width`.
    public init(width: Int, arena: [UInt8] = [], cells: [Cell] = []) {
        precondition(width > 0 ? cells.count % width == 0 : cells.isEmpty, "cells must fill whole rows")
        self.width = width
        self.arena = arena
        self.cells = cells
    }

    /// Number of whole rows.
    @inlinable public var rowCount: Int { width == 0 ? 0 : cells.count / width }

    /// The cell at `row`, `column`.
    @inlinable public func cell(_ row: Int, _ column: Int) -> Cell { cells[row * width + column] }

    /// The text of a cell, `nil` when missing. For the edges (messages, previews), not for hot paths.
    public func text(_ row: Int, _ column: Int) -> String? {
        let cell = cell(row, column)
        return cell.isMissing ? nil : String(decoding: arena[cell.range], as: UTF8.self)
    }

    /// Appends one cell to the row under construction.
    @inlinable public mutating func append(_ bytes: some Collection<UInt8>) {
        let start = arena.count
        arena.append(contentsOf: bytes)
        cells.append(Cell(start: UInt32(start), length: UInt32(arena.count - start)))
    }

    /// Appends a missing cell to the row under construction.
    @inlinable public mutating func appendMissing() { cells.append(.missing) }

    /// Appends the rows of a table of the same width.
    public mutating func append(contentsOf other: CellTable) {
        precondition(other.width == width, "tables of one width")
        let shift = UInt32(arena.count)
        arena += other.arena
        for cell in other.cells {
            cells.append(cell.isMissing ? cell : Cell(start: cell.start + shift, length: cell.length))
        }
    }

    /// Forgets all rows, keeps the storage.
    public mutating func removeAll() {
        arena.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
    }
}
