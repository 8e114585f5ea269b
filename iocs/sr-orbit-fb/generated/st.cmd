#!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
cd "/opt/EPICS/IOC/ST-IOC/iocBoot/iocST-IOC"
< envPaths
cd "${TOP}"
dbLoadDatabase("dbd/ST-IOC.dbd")
ST_IOC_registerRecordDeviceDriver(pdbbase)
epicsEnvSet("STREAM_PROTOCOL_PATH","/opt/EPICS/RUN/sr-orbit-fb/settings")
epicsEnvSet("EPICS_CA_MAX_ARRAY_BYTES","10000000")
epicsEnvSet("IOC_ROLE","orbit feedback, horizontal & vertical (50% gain)")
asSetFilename("/opt/EPICS/RUN/sr-orbit-fb/settings/sr-orbit-fb.acf")
epicsEnvSet("EPICS_IOC_LOG_INET","127.0.0.1")
iocLogPrefix("sr-orbit-fb ")
iocLogInit()
cd "/opt/EPICS/RUN/sr-orbit-fb/startup"
dbLoadTemplate("db/sr-orbit-fb.substitutions")
dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/status_ioc.db","IOC=sr-orbit-fb")
iocInit()
caPutJsonLogInit("127.0.0.1:7004",0)
system("touch /opt/EPICS/RUN/iocLog/sr-orbit-fb.info")
system("date > /opt/EPICS/RUN/iocLog/sr-orbit-fb.info")
system("hostname -I >> /opt/EPICS/RUN/iocLog/sr-orbit-fb.info")
dbl >> /opt/EPICS/RUN/iocLog/sr-orbit-fb.info
