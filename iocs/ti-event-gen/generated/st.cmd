#!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
cd "/opt/EPICS/IOC/ST-IOC/iocBoot/iocST-IOC"
< envPaths
cd "${TOP}"
dbLoadDatabase("dbd/ST-IOC.dbd")
ST_IOC_registerRecordDeviceDriver(pdbbase)
epicsEnvSet("STREAM_PROTOCOL_PATH","/opt/EPICS/RUN/ti-event-gen/settings")
# A comment of the engineer stays where it is; 100 % of it.
var("dbTemplateMaxVars",200)
epicsEnvSet("EVG_RATE","2")
cd "/opt/EPICS/RUN/ti-event-gen/startup"
dbLoadTemplate("db/ti-event-gen.substitutions")
dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/status_ioc.db","IOC=ti-event-gen")
dbLoadRecords("db/extra.db","P=TI-EVG,RATE=$(EVG_RATE)")
iocInit()
dbpf("TI-EVG:Rate","2")
system("touch /opt/EPICS/RUN/iocLog/ti-event-gen.info")
system("date > /opt/EPICS/RUN/iocLog/ti-event-gen.info")
system("hostname -I >> /opt/EPICS/RUN/iocLog/ti-event-gen.info")
dbl >> /opt/EPICS/RUN/iocLog/ti-event-gen.info
