/// All semantic types by name.
public enum SemanticTypes {
    /// Every type, sorted by name; `areaCode` is put before local telephone numbers.
    public static func all(areaCode: String = "") -> [any SemanticType] {
        [
            AddressType(),
            CreditCode(),
            CalendarDate(),
            DecimalNumber(),
            DivisionCode(),
            CodeListType.education,
            CodeListType.ethnicity,
            GridCode(),
            HouseCode(),
            CodeListType.idDocumentType,
            WholeNumber(),
            CodeListType.maritalStatus,
            OrganisationCode(),
            OrganisationName(),
            ParcelCode(),
            PersonName(),
            PhoneNumber(areaCode: areaCode),
            CodeListType.politicalStatus,
            RegistrationNumber(),
            CodeListType.relationToHead,
            ResidentID(),
            CodeListType.sex,
            PlainText(),
            CalendarYear(),
        ]
    }

    /// The type that models call `name`, `nil` when there is none.
    public static func named(_ name: String, areaCode: String = "") -> (any SemanticType)? {
        all(areaCode: areaCode).first { $0.name == name }
    }
}
