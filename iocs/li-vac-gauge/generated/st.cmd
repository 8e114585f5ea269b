#!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
cd "/opt/EPICS/IOC/ST-IOC/iocBoot/iocST-IOC"
< envPaths
cd "${TOP}"
dbLoadDatabase("dbd/ST-IOC.dbd")
ST_IOC_registerRecordDeviceDriver(pdbbase)
epicsEnvSet("STREAM_PROTOCOL_PATH","/opt/EPICS/RUN/li-vac-gauge/settings")
cd "/opt/EPICS/RUN/li-vac-gauge/startup"
dbLoadTemplate("db/li-vac-gauge.substitutions")
iocInit()
system("touch /opt/EPICS/RUN/iocLog/li-vac-gauge.info")
system("date > /opt/EPICS/RUN/iocLog/li-vac-gauge.info")
system("hostname -I >> /opt/EPICS/RUN/iocLog/li-vac-gauge.info")
dbl >> /opt/EPICS/RUN/iocLog/li-vac-gauge.info
