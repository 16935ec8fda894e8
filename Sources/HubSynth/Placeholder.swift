enum HubSynthPlaceholder {}
