//! Institutions and the professions of their staff.

wire! {
    /// What kind of place takes part.
    #[derive(Copy, Eq, Hash)]
    pub enum InstitutionKind {
        /// 診療所.
        Clinic,
        /// 病院.
        Hospital,
        /// 歯科診療所.
        Dental,
        /// 薬局.
        Pharmacy,
        /// 訪問看護ステーション.
        VisitingNursing,
        /// 居宅介護支援事業所.
        CareManagement,
        /// 介護サービス事業所.
        CareService,
        /// 消防本部 (救急隊).
        FireDepartment,
        /// 市町村.
        City,
        /// 事務局.
        Office,
    }

    /// What the user is by profession (職種).
    #[derive(Copy, Eq, Hash)]
    pub enum Profession {
        /// 医師.
        Doctor,
        /// 歯科医師.
        Dentist,
        /// 薬剤師.
        Pharmacist,
        /// 看護師.
        Nurse,
        /// 介護支援専門員.
        CareManager,
        /// 介護職員.
        CareWorker,
        /// 救急隊員.
        AmbulanceCrew,
        /// 事務職員.
        Clerk,
        /// 行政職員.
        CityClerk,
    }
}

impl InstitutionKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Clinic,
        Self::Hospital,
        Self::Dental,
        Self::Pharmacy,
        Self::VisitingNursing,
        Self::CareManagement,
        Self::CareService,
        Self::FireDepartment,
        Self::City,
        Self::Office,
    ];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clinic => "clinic",
            Self::Hospital => "hospital",
            Self::Dental => "dental",
            Self::Pharmacy => "pharmacy",
            Self::VisitingNursing => "visiting_nursing",
            Self::CareManagement => "care_management",
            Self::CareService => "care_service",
            Self::FireDepartment => "fire_department",
            Self::City => "city",
            Self::Office => "office",
        }
    }

    /// The kind of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clinic => "診療所",
            Self::Hospital => "病院",
            Self::Dental => "歯科診療所",
            Self::Pharmacy => "薬局",
            Self::VisitingNursing => "訪問看護ステーション",
            Self::CareManagement => "居宅介護支援事業所",
            Self::CareService => "介護サービス事業所",
            Self::FireDepartment => "消防本部",
            Self::City => "市町村",
            Self::Office => "事務局",
        }
    }
}

impl Profession {
    /// All professions.
    pub const ALL: [Self; 9] = [
        Self::Doctor,
        Self::Dentist,
        Self::Pharmacist,
        Self::Nurse,
        Self::CareManager,
        Self::CareWorker,
        Self::AmbulanceCrew,
        Self::Clerk,
        Self::CityClerk,
    ];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::Dentist => "dentist",
            Self::Pharmacist => "pharmacist",
            Self::Nurse => "nurse",
            Self::CareManager => "care_manager",
            Self::CareWorker => "care_worker",
            Self::AmbulanceCrew => "ambulance_crew",
            Self::Clerk => "clerk",
            Self::CityClerk => "city_clerk",
        }
    }

    /// The profession of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profession| profession.code() == code)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Doctor => "医師",
            Self::Dentist => "歯科医師",
            Self::Pharmacist => "薬剤師",
            Self::Nurse => "看護師",
            Self::CareManager => "介護支援専門員",
            Self::CareWorker => "介護職員",
            Self::AmbulanceCrew => "救急隊員",
            Self::Clerk => "事務",
            Self::CityClerk => "行政",
        }
    }
}
