#!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
cd "/opt/EPICS/IOC/ST-IOC/iocBoot/iocST-IOC"
< envPaths
cd "${TOP}"
dbLoadDatabase("dbd/ST-IOC.dbd")
ST_IOC_registerRecordDeviceDriver(pdbbase)
epicsEnvSet("STREAM_PROTOCOL_PATH","/opt/EPICS/RUN/cs-host-status/settings")
cd "/opt/EPICS/RUN/cs-host-status/startup"
dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/status_ioc.db","IOC=cs-host-status")
dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/status_OS.db","HOST=cs-host-status:docker")
iocInit()
