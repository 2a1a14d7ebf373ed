// The tables that reckon asks a Dataverse for, as far as they are here: no runmode, no machines. Pages of 500 rows, whatever is preferred.
@path: '/api/data/v9.2'
@cds.query.limit: { default: 500, max: 500 }
service Dataverse {
  entity flowsessions {
    key flowsessionid            : String(36);
    statuscode                   : Integer;
    triggertype                  : Integer;
    _regardingobjectid_value     : String(36);
    _machineid_value             : String(36);
    _machinegroupid_value        : String(36);
    _ownerid_value               : String(36);
    startedon                    : Timestamp;
    completedon                  : Timestamp;
    createdon                    : Timestamp;
    modifiedon                   : Timestamp;
    errorcode                    : String;
    errormessage                 : String;
    parentworkflowid             : String(36);
    parentcloudflowrunsequenceid : String(36);
    versionnumber                : Int64;
  }
  entity workflows {
    key workflowid : String(36);
    name           : String;
    solutionid     : String(36);
    modifiedon     : Timestamp;
    versionnumber  : Int64;
  }
}
