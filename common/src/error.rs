//! The one error shape of the API: a closed code, a sentence for the person, the fields concerned.

use std::fmt;

wire! {
    /// Why a request was refused. Each code has one HTTP status and one sentence.
    #[derive(Copy, Eq, Hash)]
    pub enum ErrorCode {
        /// Not signed in, or the session has ended.
        SignedOut,
        /// Login ID or password wrong (which one is never told), or no such user.
        WrongCredentials,
        /// Too many failures: the ID is locked for some minutes.
        Locked,
        /// The initial password must be changed first.
        MustChangePassword,
        /// The role may not do this.
        Forbidden,
        /// Sent from another site, or without the headers a browser sends.
        CrossSite,
        /// No such thing, or nothing that this reader may know of.
        NotFound,
        /// The reader must first say why the record is opened.
        ReasonRequired,
        /// A value is missing or wrong; see the fields.
        Invalid,
        /// Somebody else changed it meanwhile.
        Conflict,
        /// The body is larger than allowed.
        TooLarge,
        /// The server has more to do than it can; try again.
        Busy,
        /// Something unexpected; the request id leads to the cause in the log.
        Internal,
        /// Made by the browser: no answer came.
        Offline,
    }

    /// A field that the person should look at again.
    pub struct FieldError {
        /// The field's name in the request.
        pub field: String,
        /// What to do, in Japanese.
        pub message: String,
    }

    /// The body of every answer that is not a success.
    pub struct ApiError {
        /// The closed code.
        pub code: ErrorCode,
        /// One sentence in Japanese that tells the person what to do.
        pub message: String,
        /// Fields concerned, empty for most codes.
        #[serde(default)]
        pub fields: Vec<FieldError>,
        /// Leads to the server's log line; shown with unexpected errors.
        #[serde(default)]
        pub request_id: Option<String>,
    }
}

impl ErrorCode {
    /// All codes, for the OpenAPI document and tests.
    pub const ALL: [Self; 14] = [
        Self::SignedOut,
        Self::WrongCredentials,
        Self::Locked,
        Self::MustChangePassword,
        Self::Forbidden,
        Self::CrossSite,
        Self::NotFound,
        Self::ReasonRequired,
        Self::Invalid,
        Self::Conflict,
        Self::TooLarge,
        Self::Busy,
        Self::Internal,
        Self::Offline,
    ];

    /// The HTTP status of this code.
    pub const fn status(self) -> u16 {
        match self {
            Self::SignedOut | Self::WrongCredentials => 401,
            Self::Forbidden | Self::CrossSite | Self::MustChangePassword | Self::ReasonRequired => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::Locked => 429,
            Self::Internal => 500,
            Self::Busy | Self::Offline => 503,
        }
    }

    /// The sentence shown to the person: what happened and what to do next.
    pub const fn message(self) -> &'static str {
        match self {
            Self::SignedOut => "ログインの有効時間が過ぎました。もう一度ログインしてください。",
            Self::WrongCredentials => "ログインIDまたはパスワードが違います。参加承認書をご確認のうえ、もう一度入力してください。",
            Self::Locked => "続けて間違えたため、このログインIDを一時的に止めています。10分ほど待ってから、もう一度お試しください。",
            Self::MustChangePassword => "はじめに新しいパスワードを設定してください。",
            Self::Forbidden => "この操作は、お使いの権限では行えません。必要な場合は事務局へご連絡ください。",
            Self::CrossSite => "ほかのサイトからの操作と判断して止めました。ポータルを開き直して、もう一度お試しください。",
            Self::NotFound => "見つかりません。患者検索からもう一度お探しください。",
            Self::ReasonRequired => "閲覧の理由を選んでください。",
            Self::Invalid => "入力内容をご確認ください。",
            Self::Conflict => "ほかの人が先に更新しました。最新の内容を確認してから、もう一度保存してください。",
            Self::TooLarge => "送られたデータが大きすぎます。小さくしてからもう一度お試しください。",
            Self::Busy => "混み合っています。少し待ってから、もう一度お試しください。",
            Self::Internal => "システムで問題が起きました。もう一度お試しください。続く場合は、下の番号を事務局へお知らせください。",
            Self::Offline => "通信できませんでした。電波やVPNの接続を確かめて、もう一度お試しください。",
        }
    }
}

impl ApiError {
    /// The error of a code, with the code's own sentence.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            message: code.message().to_owned(),
            fields: Vec::new(),
            request_id: None,
        }
    }

    /// One field is wrong, for the reason given.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid).with_field(field, message)
    }

    /// The same error naming one more field.
    #[must_use]
    pub fn with_field(mut self, field: &str, message: impl Into<String>) -> Self {
        self.fields.push(FieldError {
            field: field.to_owned(),
            message: message.into(),
        });
        self
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}
