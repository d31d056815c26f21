//! Reading wire types.

use js_sys::{Array, Object, Reflect};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, SeqAccess, VariantAccess, Visitor};
use wasm_bindgen::{JsCast, JsValue};

use super::Mismatch;

/// One JSON value.
pub struct Reader(pub JsValue);

impl Reader {
    fn array(self) -> Result<Items, Mismatch> {
        let array: Array = self.0.dyn_into().map_err(|_| Mismatch)?;
        Ok(Items { array, next: 0 })
    }

    /// JSON has one kind of number; an integer beyond 2^53 never stands in a wire type.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what has a fraction was refused, and what is too large saturates and is refused by the type"
    )]
    fn integer(&self) -> Result<i64, Mismatch> {
        self.0
            .as_f64()
            .filter(|number| number.fract() == 0.0)
            .map(|number| number as i64)
            .ok_or(Mismatch)
    }
}

macro_rules! integers {
    ($($name:ident)+) => { $(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            visitor.visit_i64(self.integer()?)
        }
    )+ };
}

macro_rules! never_on_the_wire {
    ($($name:ident)+) => { $(
        fn $name<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mismatch> {
            Err(Mismatch)
        }
    )+ };
}

macro_rules! texts {
    ($($name:ident)+) => { $(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            visitor.visit_string(self.0.as_string().ok_or(Mismatch)?)
        }
    )+ };
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Mismatch;

    integers! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    texts! { deserialize_str deserialize_string deserialize_identifier deserialize_char }

    never_on_the_wire! { deserialize_any deserialize_bytes deserialize_byte_buf deserialize_map deserialize_ignored_any }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_bool(self.0.as_bool().ok_or(Mismatch)?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_f64(self.0.as_f64().ok_or(Mismatch)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_f64(self.0.as_f64().ok_or(Mismatch)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0.is_null() || self.0.is_undefined() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_seq(self.array()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_seq(self.array()?)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_seq(self.array()?)
    }

    /// The fields one after the other, as the type declares them: shorter than looking each name up in the type.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        if !self.0.is_object() {
            return Err(Mismatch);
        }
        visitor.visit_seq(Fields {
            object: self.0,
            names: fields.iter(),
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.is_string() {
            return visitor.visit_enum(Variant {
                name: self.0,
                content: JsValue::UNDEFINED,
            });
        }
        let object: &Object = self.0.dyn_ref().ok_or(Mismatch)?;
        let name = Object::keys(object).get(0);
        let content = Reflect::get(object, &name).map_err(|_| Mismatch)?;
        visitor.visit_enum(Variant { name, content })
    }
}

/// The items of a list.
struct Items {
    array: Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        if self.next >= self.array.length() {
            return Ok(None);
        }
        let value = self.array.get(self.next);
        self.next += 1;
        seed.deserialize(Reader(value)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.array.length() as usize)
    }
}

/// The fields of an object in the order of the type. One that is missing gets the type's default.
struct Fields {
    object: JsValue,
    names: std::slice::Iter<'static, &'static str>,
}

impl Fields {
    fn next(&mut self) -> Option<Reader> {
        let name = self.names.next()?;
        let value = Reflect::get(&self.object, &JsValue::from_str(name)).ok()?;
        (!value.is_undefined()).then_some(Reader(value))
    }
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        self.next().map(|reader| seed.deserialize(reader)).transpose()
    }
}

/// A variant of an enum: its name, or an object with its name as only key.
struct Variant {
    name: JsValue,
    content: JsValue,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Mismatch;
    type Variant = Reader;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Reader), Mismatch> {
        Ok((seed.deserialize(Reader(self.name))?, Reader(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Reader {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Mismatch> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_struct("", fields, visitor)
    }
}
