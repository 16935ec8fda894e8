enum HubCryptoPlaceholder {}
