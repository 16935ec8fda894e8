enum HubSQLitePlaceholder {}
