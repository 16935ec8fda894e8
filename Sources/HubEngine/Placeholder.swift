enum HubEnginePlaceholder {}
