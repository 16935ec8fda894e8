enum HubPostgresPlaceholder {}
