//! Values and rows as Postgres takes and gives them.

use crate::store::error::StoreError;
use crate::store::sql::{Row, Value};
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Bytes(value) => value.to_sql(ty, out),
            Self::Uuid(value) => value.to_sql(ty, out),
            Self::Bool(value) => value.to_sql(ty, out),
            Self::List(values) if matches!(ty.kind(), Kind::Array(_)) => {
                values.as_slice().to_sql(ty, out)
            }
            Self::List(_) => Err("an array where one value belongs".into()),
        }
    }

    fn accepts(ty: &Type) -> bool {
        let ty = if let Kind::Array(member) = ty.kind() { member } else { ty };
        matches!(
            *ty,
            Type::INT4
                | Type::INT8
                | Type::TEXT
                | Type::VARCHAR
                | Type::BYTEA
                | Type::UUID
                | Type::BOOL
        )
    }

    to_sql_checked!();
}

pub(super) fn read(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    row.columns()
        .iter()
        .enumerate()
        .map(|(index, column)| read_column(row, index, column.type_()))
        .collect::<Result<Vec<Value>, tokio_postgres::Error>>()
        .map(Row)
        .map_err(|error| StoreError::Internal(error.into()))
}

fn read_column(
    row: &tokio_postgres::Row,
    index: usize,
    ty: &Type,
) -> Result<Value, tokio_postgres::Error> {
    Ok(match *ty {
        Type::INT8 => Value::from(row.try_get::<_, Option<i64>>(index)?),
        Type::INT4 => Value::from(row.try_get::<_, Option<i32>>(index)?.map(i64::from)),
        Type::BOOL => Value::from(row.try_get::<_, Option<bool>>(index)?),
        Type::UUID => Value::from(row.try_get::<_, Option<uuid::Uuid>>(index)?),
        Type::BYTEA => Value::from(row.try_get::<_, Option<Vec<u8>>>(index)?),
        _ => Value::from(row.try_get::<_, Option<String>>(index)?),
    })
}
