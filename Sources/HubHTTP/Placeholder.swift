enum HubHTTPPlaceholder {}
