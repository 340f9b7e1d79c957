//! Generates the Rust types from the contract and compares them with what is committed.

use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where the contract is.
pub(super) fn proto_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto")
}

/// The files of the contract, in the order of their names.
pub(super) fn proto_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(proto_dir().join("parlor/v1"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "proto"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "the contract has files");
    files
}

/// Whether this run rewrites what is generated instead of comparing it.
pub(super) fn rewrites() -> bool {
    std::env::vars_os().any(|(name, _)| name == "PARLOR_REWRITE")
}

fn generate(out: &Path) -> FileDescriptorSet {
    let mut compiler = protox::Compiler::new([proto_dir()]).unwrap();
    compiler.include_source_info(true).include_imports(true).open_files(proto_files()).unwrap();
    let set = compiler.file_descriptor_set();
    let bytes = compiler.encode_file_descriptor_set();

    prost_build::Config::new()
        .out_dir(out)
        .skip_debug(super::super::debug::BY_HAND.map(|(name, _)| format!(".parlor.v1.{name}")))
        .compile_fds(set.clone())
        .unwrap();

    // Commands refuse what they do not know; everything else may grow under its readers.
    let mut serde = Vec::new();
    let mut strict = pbjson_build::Builder::new();
    strict.register_descriptors(&bytes).unwrap();
    append(&mut serde, &strict, ".parlor.v1.Command");
    let mut lenient = pbjson_build::Builder::new();
    lenient.register_descriptors(&bytes).unwrap();
    lenient.ignore_unknown_fields().ignore_unknown_enum_variants().exclude([".parlor.v1.Command"]);
    append(&mut serde, &lenient, ".parlor.v1");

    std::fs::write(out.join("parlor.v1.serde.rs"), serde).unwrap();
    std::fs::write(out.join("command_fields.rs"), command_fields(&set)).unwrap();
    std::fs::write(out.join("descriptor.bin"), bytes).unwrap();
    set
}

fn append(out: &mut Vec<u8>, builder: &pbjson_build::Builder, prefix: &str) {
    for (_, mut part) in builder.generate(&[prefix], |_| Ok(Vec::new())).unwrap() {
        out.append(&mut part);
    }
}

/// The tables of `wire.rs`: which fields each message of a command has.
fn command_fields(set: &FileDescriptorSet) -> String {
    let file = set.file.iter().find(|file| file.name().ends_with("frame.proto")).unwrap();
    let command = file.message_type.iter().find(|message| message.name() == "Command").unwrap();
    let mut out = String::from("// Which fields each message of a command has.\n");
    table(&mut out, "COMMAND", command);
    for nested in &command.nested_type {
        table(&mut out, &constant(nested.name()), nested);
    }
    out
}

fn table(out: &mut String, name: &str, message: &DescriptorProto) {
    writeln!(out, "\nconst {name}: &[Field] = &[").unwrap();
    for field in &message.field {
        writeln!(out, "    {},", table_entry(field)).unwrap();
    }
    writeln!(out, "];").unwrap();
}

fn table_entry(field: &FieldDescriptorProto) -> String {
    let message = if field.r#type() == Type::Message {
        let name = field.type_name().strip_prefix(".parlor.v1.Command.");
        let name = name.expect("commands hold messages of their own alone");
        format!("Some({})", constant(name))
    } else {
        "None".to_owned()
    };
    format!(
        "Field {{ number: {}, name: {:?}, json_name: {:?}, repeated: {}, message: {message} }}",
        field.number(),
        field.name(),
        field.json_name(),
        field.label() == Label::Repeated,
    )
}

fn constant(name: &str) -> String {
    let mut out = String::new();
    for (index, c) in name.chars().enumerate() {
        if c.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    out
}

#[test]
fn generated_files_are_current() {
    let fresh = tempfile::tempdir().unwrap();
    let set = generate(fresh.path());
    assert_eq!(FileDescriptorSet::decode(set.encode_to_vec().as_slice()).unwrap(), set);
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("generated");
    let mut names: Vec<_> =
        std::fs::read_dir(fresh.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names.len(), 4, "types, their JSON form, tables, descriptor");
    for name in names {
        let is = std::fs::read(fresh.path().join(&name)).unwrap();
        if rewrites() {
            std::fs::write(committed.join(&name), is).unwrap();
        } else {
            let was = std::fs::read(committed.join(&name)).unwrap();
            assert!(is == was, "{name:?} is stale: run this test with PARLOR_REWRITE=1");
        }
    }
}
