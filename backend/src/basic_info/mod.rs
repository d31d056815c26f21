//! 患者基本情報 in the database. Entry forms come with a later capability; here it is read.

pub mod model;
