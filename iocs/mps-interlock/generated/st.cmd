#!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
cd "/opt/EPICS/IOC/ST-IOC/iocBoot/iocST-IOC"
< envPaths
cd "${TOP}"
dbLoadDatabase("dbd/ST-IOC.dbd")
ST_IOC_registerRecordDeviceDriver(pdbbase)
epicsEnvSet("STREAM_PROTOCOL_PATH","/opt/EPICS/RUN/mps-interlock/settings")
asSetFilename("/opt/EPICS/RUN/mps-interlock/settings/mps-interlock.acf")
epicsEnvSet("EPICS_IOC_LOG_INET","127.0.0.1")
iocLogPrefix("mps-interlock ")
iocLogInit()
cd "/opt/EPICS/RUN/mps-interlock/startup"
dbLoadTemplate("db/mps-interlock.substitutions")
dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/status_ioc.db","IOC=mps-interlock")
iocInit()
caPutLogInit("127.0.0.1:7004",0)
system("touch /opt/EPICS/RUN/iocLog/mps-interlock.info")
system("date > /opt/EPICS/RUN/iocLog/mps-interlock.info")
system("hostname -I >> /opt/EPICS/RUN/iocLog/mps-interlock.info")
dbl >> /opt/EPICS/RUN/iocLog/mps-interlock.info
