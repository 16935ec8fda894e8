enum HubXMLPlaceholder {}
