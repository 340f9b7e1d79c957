//! Answers that are of the socket's types: their JSON form, and their description for OpenAPI,
//! read from the contract itself so that the two cannot differ.

use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet};
use serde_json::{Map, Value, json};
use utoipa::openapi::{Components, OpenApi, RefOr, Schema};

/// Adds the types of the contract to a description, under their names.
///
/// # Errors
/// Never, unless the embedded description of the contract is broken: a bug.
pub fn describe(document: &mut OpenApi) -> anyhow::Result<()> {
    let components = document.components.get_or_insert_with(Components::new);
    let files = FileDescriptorSet::decode(protocol::generated::DESCRIPTOR)?;
    for file in &files.file {
        for message in &file.message_type {
            add_message(components, message, message.name())?;
        }
        for kind in &file.enum_type {
            add(components, kind.name(), enumeration(kind))?;
        }
    }
    Ok(())
}

fn add(components: &mut Components, name: &str, schema: Value) -> anyhow::Result<()> {
    let schema: RefOr<Schema> = serde_json::from_value(schema)?;
    components.schemas.entry(name.to_owned()).or_insert(schema);
    Ok(())
}

fn add_message(
    components: &mut Components,
    message: &DescriptorProto,
    name: &str,
) -> anyhow::Result<()> {
    for nested in &message.nested_type {
        add_message(components, nested, &format!("{name}.{}", nested.name()))?;
    }
    let properties: Map<String, Value> =
        message.field.iter().map(|field| (field.json_name().to_owned(), property(field))).collect();
    add(components, name, json!({ "type": "object", "properties": properties }))
}

fn enumeration(kind: &EnumDescriptorProto) -> Value {
    let names: Vec<&str> = kind.value.iter().map(|value| value.name()).collect();
    json!({ "type": "string", "enum": names })
}

/// A field by protobuf's JSON mapping: 64-bit numbers travel as strings.
fn property(field: &FieldDescriptorProto) -> Value {
    let one = match field.r#type() {
        Type::Message | Type::Enum => {
            let name = field.type_name().trim_start_matches(".parlor.v1.");
            json!({ "$ref": format!("#/components/schemas/{name}") })
        }
        Type::Bool => json!({ "type": "boolean" }),
        Type::Uint32 | Type::Int32 => json!({ "type": "integer", "format": "int32" }),
        Type::Int64 | Type::Uint64 => json!({ "type": "string", "format": "int64" }),
        Type::Double
        | Type::Float
        | Type::Fixed64
        | Type::Fixed32
        | Type::String
        | Type::Group
        | Type::Bytes
        | Type::Sfixed32
        | Type::Sfixed64
        | Type::Sint32
        | Type::Sint64 => json!({ "type": "string" }),
    };
    if field.label() == Label::Repeated { json!({ "type": "array", "items": one }) } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    // O4: the description is made from the contract
    #[test]
    fn the_types_of_the_contract_are_described_with_their_parts() {
        let mut document = OpenApi::default();
        describe(&mut document).expect("the embedded contract is whole");
        let text = serde_json::to_value(&document).expect("JSON");
        let schemas = &text["components"]["schemas"];
        let message = &schemas["Message"]["properties"];
        assert_eq!(message["seq"]["type"], "integer");
        assert_eq!(message["sentAt"]["type"], "string");
        assert_eq!(message["author"]["$ref"], "#/components/schemas/Person");
        assert_eq!(message["reactions"]["items"]["$ref"], "#/components/schemas/Reaction");
        assert!(schemas["System.Created"].is_object());
        assert!(schemas["Role"]["enum"].is_array());
    }
}
