//! Looks at a binary command for what decoding alone would let through: fields that this version
//! does not know, and fields that come twice. Does not decode values.
//!
//! Comparing the length with that of the encoded result would be shorter, but would also refuse
//! encoders that write out defaults, as some widespread ones do.

/// A field of the contract.
#[derive(Debug)]
struct Field {
    /// Its number in the binary form.
    number: u32,
    /// Its name in the contract.
    name: &'static str,
    /// Its name in JSON.
    json_name: &'static str,
    /// Whether it is a list.
    repeated: bool,
    /// The fields of its value, if that is a message.
    message: Option<&'static [Self]>,
}

include!("generated/command_fields.rs");

/// What is wrong with a binary command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It is not protobuf.
    Malformed,
    /// It has a field that is not known.
    Unknown {
        /// The field's number.
        number: u32,
        /// Whether it stands where the command's own name does.
        top: bool,
    },
    /// A field, or a second command, where there can be one.
    Doubled {
        /// The field's number.
        number: u32,
    },
}

/// Looks at all of a command that decoded.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Flaw> {
    walk(bytes, COMMAND, true)
}

/// Nests as deep as the tables do, which is three levels.
fn walk(mut bytes: &[u8], fields: &[Field], top: bool) -> Result<(), Flaw> {
    let mut seen: u64 = 0;
    while !bytes.is_empty() {
        let (number, wire_type) = take_key(&mut bytes)?;
        let field = fields
            .iter()
            .find(|field| field.number == number)
            .ok_or(Flaw::Unknown { number, top })?;
        // One command at the most: all but the id count as the same field.
        let slot = if top && number > ID { ID + 1 } else { number };
        let bit = 1_u64.checked_shl(slot).unwrap_or_default();
        if !field.repeated && seen & bit != 0 {
            return Err(Flaw::Doubled { number });
        }
        seen |= bit;
        let value = take(&mut bytes, wire_type)?;
        if let Some(nested) = field.message {
            walk(value, nested, false)?;
        }
    }
    Ok(())
}

/// Takes the number of the next field, and its wire type.
fn take_key(bytes: &mut &[u8]) -> Result<(u32, u64), Flaw> {
    let key = take_varint(bytes)?;
    let number = u32::try_from(key >> 3).map_err(|_| Flaw::Malformed)?;
    Ok((number, key & 7))
}

/// Takes the value of a field; without its length, if it has one.
fn take<'a>(bytes: &mut &'a [u8], wire_type: u64) -> Result<&'a [u8], Flaw> {
    let length = match wire_type {
        VARINT => {
            take_varint(bytes)?;
            0
        }
        FIXED_64 => 8,
        LENGTH_DELIMITED => usize::try_from(take_varint(bytes)?).map_err(|_| Flaw::Malformed)?,
        FIXED_32 => 4,
        _ => return Err(Flaw::Malformed),
    };
    let (value, rest) = bytes.split_at_checked(length).ok_or(Flaw::Malformed)?;
    *bytes = rest;
    Ok(value)
}

fn take_varint(bytes: &mut &[u8]) -> Result<u64, Flaw> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(Flaw::Malformed)?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Flaw::Malformed)
}

/// The id of a command that does not decode, if it stands before the flaw.
pub(crate) fn id(mut bytes: &[u8]) -> Option<u32> {
    while !bytes.is_empty() {
        let (number, wire_type) = take_key(&mut bytes).ok()?;
        if number == ID && wire_type == VARINT {
            return take_varint(&mut bytes).ok()?.try_into().ok();
        }
        take(&mut bytes, wire_type).ok()?;
    }
    None
}

// Wire types; the others are groups, which proto3 does not have.
const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const LENGTH_DELIMITED: u64 = 2;
const FIXED_32: u64 = 5;

/// The number of `Command.id`.
const ID: u32 = 1;

/// Whether a name is that of a command, in either spelling that JSON allows.
pub(crate) fn is_command(name: &str) -> bool {
    COMMAND.iter().any(|field| field.number > ID && (field.json_name == name || field.name == name))
}
