enum HubPublishPlaceholder {}
