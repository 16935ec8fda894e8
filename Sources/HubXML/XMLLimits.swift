/// How much of everything a document may have. libxml2's own limits do not hold for SAX callers.
package struct XMLLimits: Sendable {
    /// Elements inside one another.
    package var depth = 64
    /// Attributes of one element.
    package var attributes = 64
    /// Bytes of text directly inside one element.
    package var text = 1 << 20
    /// Bytes from `<` to `>` of one tag, comment or processing instruction; checked before libxml2 sees it.
    package var markup = 256 << 10
    /// Bytes between two tags as written, entities and CDATA brackets included; checked before libxml2 sees it.
    package var rawText = 8 << 20
    /// Different names of elements and attributes in one document.
    package var names = 4096

    package init() {}

    /// Quoted values in one tag: attributes and as many namespace declarations.
    var quotedValues: Int { 2 * attributes }
}
