//! What of a table is asked for: what is read of it, and nothing else.

use crate::extract::reading::columns::Columns;
use crate::extract::sources::dataverse::tables::{
    Holds, MODIFIED_ON, NameColumns, RETRIES, TableEntry, VERSION, is_own, item_properties,
};
use crate::extract::sources::dataverse::{runs, sessions};

impl TableEntry {
    /// The columns that are asked for: what is read of the table, and nothing else. No inputs, no
    /// outputs, no contexts.
    pub fn selected(&self, own: Option<&Columns>) -> Vec<String> {
        let mut columns: Vec<String> = vec![self.key.into()];
        match self.holds {
            Holds::Sessions => {
                for (&told, column) in &sessions::columns(own).0 {
                    let asked = if is_own(told, own) {
                        Some(column.header.as_str())
                    } else {
                        self.property(&column.header)
                    };
                    // An annotation comes with its column.
                    columns.extend(
                        asked
                            .and_then(|asked| asked.split('@').next())
                            .map(str::to_owned),
                    );
                }
                columns.extend(["createdon", "parentcloudflowrunsequenceid"].map(str::to_owned));
            }
            Holds::Items => columns.extend(
                item_properties()
                    .map(|(_, property)| property.to_owned())
                    .chain(RETRIES.map(str::to_owned)),
            ),
            Holds::Events(form) => {
                let texts = form
                    .texts
                    .iter()
                    .filter_map(|(_, attribute)| self.property(attribute));
                columns.extend(
                    [form.at, VERSION, MODIFIED_ON]
                        .into_iter()
                        .chain(texts)
                        .map(str::to_owned),
                );
            }
            Holds::Runs => {
                let told = runs::columns(None);
                columns.extend(
                    told.0
                        .values()
                        .filter_map(|column| self.property(&column.header))
                        .map(str::to_owned),
                );
                columns.extend(["createdon", runs::AUTOMATION].map(str::to_owned));
            }
            Holds::Names(NameColumns {
                name,
                solution,
                parent,
                ..
            }) => {
                let parent = parent.and_then(|parent| self.property(parent));
                columns.extend(
                    [name, VERSION, MODIFIED_ON]
                        .into_iter()
                        .chain(solution)
                        .chain(parent)
                        .map(str::to_owned),
                );
            }
        }
        columns.retain(|column| !column.is_empty());
        columns.sort();
        columns.dedup();
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::columns::Canonical;
    use crate::extract::reading::columns::Column;
    use crate::extract::sources::dataverse::tables::TABLES;

    #[test]
    fn what_is_asked_for_is_what_is_read_and_no_context() {
        let sessions = TABLES[0].selected(None).join(",");
        assert_eq!(
            sessions,
            "_machinegroupid_value,_machineid_value,_ownerid_value,_regardingobjectid_value,completedon,createdon,errorcode,errormessage,\
             flowsessionid,modifiedon,parentcloudflowrunsequenceid,parentworkflowid,runmode,startedon,statuscode,triggertype,versionnumber"
        );
        assert_eq!(
            TABLES[5].selected(None).join(","),
            "_flowmachinegroupid_value,flowmachineid,modifiedon,name,versionnumber"
        );
        let runs = TABLES[1].selected(None).join(",");
        assert_eq!(
            runs,
            "_ownerid_value,_workflow_value,createdon,endtime,errorcode,errormessage,flowrunid,modifiedon,name,parentrunid,starttime,status,\
             triggertype,versionnumber,workflowid"
        );
        assert_eq!(
            TABLES[7].selected(None).join(","),
            "_workqueueid_value,completedon,createdon,expirydate,modifiedon,processingstarttime,requeuecount,retrycount,statuscode,versionnumber,\
             workqueueitemid"
        );
        let own = Columns(
            [(
                Canonical::Owner,
                Column::named("_cr1_team_value@OData.Community.Display.V1.FormattedValue"),
            )]
            .into(),
        );
        let asked = TABLES[0].selected(Some(&own));
        assert!(
            asked.contains(&"_cr1_team_value".to_owned())
                && !asked
                    .iter()
                    .any(|column| column.contains("ownerid") || column.contains('@'))
        );
    }
}
