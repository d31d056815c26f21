//! Writing wire types.

use js_sys::{Array, Object, Reflect};
use serde::{
    Serialize,
    ser::{Impossible, SerializeSeq, SerializeStruct, Serializer},
};
use wasm_bindgen::JsValue;

use super::Mismatch;

/// Makes one JSON value.
pub struct Writer;

macro_rules! numbers {
    ($($name:ident: $type:ty,)+) => { $(
        fn $name(self, number: $type) -> Result<JsValue, Mismatch> {
            Ok(JsValue::from_f64(f64::from(number)))
        }
    )+ };
}

impl Serializer for Writer {
    type Ok = JsValue;
    type Error = Mismatch;
    type SerializeSeq = List;
    type SerializeTuple = Impossible<JsValue, Mismatch>;
    type SerializeTupleStruct = Impossible<JsValue, Mismatch>;
    type SerializeTupleVariant = Impossible<JsValue, Mismatch>;
    type SerializeMap = Impossible<JsValue, Mismatch>;
    type SerializeStruct = Record;
    type SerializeStructVariant = Record;

    numbers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_f32: f32,
        serialize_f64: f64,
    }

    #[expect(clippy::cast_precision_loss, reason = "ids stay far below 2^53")]
    fn serialize_i64(self, number: i64) -> Result<JsValue, Mismatch> {
        Ok(JsValue::from_f64(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "ids stay far below 2^53")]
    fn serialize_u64(self, number: u64) -> Result<JsValue, Mismatch> {
        Ok(JsValue::from_f64(number as f64))
    }

    fn serialize_bool(self, value: bool) -> Result<JsValue, Mismatch> {
        Ok(JsValue::from_bool(value))
    }

    fn serialize_char(self, value: char) -> Result<JsValue, Mismatch> {
        Ok(JsValue::from_str(value.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, text: &str) -> Result<JsValue, Mismatch> {
        Ok(JsValue::from_str(text))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<JsValue, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_none(self) -> Result<JsValue, Mismatch> {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<JsValue, Mismatch> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<JsValue, Mismatch> {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<JsValue, Mismatch> {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<JsValue, Mismatch> {
        Ok(JsValue::from_str(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<JsValue, Mismatch> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<JsValue, Mismatch> {
        let content = value.serialize(Self)?;
        wrapped(variant, &content)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, Mismatch> {
        Ok(List(Array::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Mismatch> {
        Err(Mismatch)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Record, Mismatch> {
        Ok(Record {
            object: Object::new(),
            variant: None,
        })
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Record, Mismatch> {
        Ok(Record {
            object: Object::new(),
            variant: Some(variant),
        })
    }
}

fn wrapped(variant: &str, content: &JsValue) -> Result<JsValue, Mismatch> {
    let object = Object::new();
    set(&object, variant, content)?;
    Ok(object.into())
}

fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), Mismatch> {
    Reflect::set(object, &JsValue::from_str(name), value).map_err(|_| Mismatch)?;
    Ok(())
}

/// A list.
pub struct List(Array);

impl SerializeSeq for List {
    type Ok = JsValue;
    type Error = Mismatch;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Mismatch> {
        self.0.push(&value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result<JsValue, Mismatch> {
        Ok(self.0.into())
    }
}

/// An object, or the object of an enum's variant.
pub struct Record {
    object: Object,
    variant: Option<&'static str>,
}

impl SerializeStruct for Record {
    type Ok = JsValue;
    type Error = Mismatch;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Mismatch> {
        set(&self.object, name, &value.serialize(Writer)?)
    }

    fn end(self) -> Result<JsValue, Mismatch> {
        match self.variant {
            None => Ok(self.object.into()),
            Some(variant) => wrapped(variant, &self.object),
        }
    }
}

impl serde::ser::SerializeStructVariant for Record {
    type Ok = JsValue;
    type Error = Mismatch;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Mismatch> {
        SerializeStruct::serialize_field(self, name, value)
    }

    fn end(self) -> Result<JsValue, Mismatch> {
        SerializeStruct::end(self)
    }
}
