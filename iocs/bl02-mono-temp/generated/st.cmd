#!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
cd "/opt/EPICS/IOC/ST-IOC/iocBoot/iocST-IOC"
< envPaths
cd "${TOP}"
dbLoadDatabase("dbd/ST-IOC.dbd")
ST_IOC_registerRecordDeviceDriver(pdbbase)
epicsEnvSet("STREAM_PROTOCOL_PATH","/opt/EPICS/RUN/bl02-mono-temp/settings")
drvAsynSerialPortConfigure("SER1","/dev/ttyS0",0,0,0)
asynSetOption("SER1",0,"baud","9600")
asynSetOption("SER1",0,"bits","7")
asynSetOption("SER1",0,"parity","even")
asynSetOption("SER1",0,"stop","1")
asynSetOption("SER1",0,"crtscts","N")
asynSetOption("SER1",0,"clocal","Y")
asynOctetSetInputEos("SER1",0,"\r\n")
asynOctetSetOutputEos("SER1",0,"\r")
cd "/opt/EPICS/RUN/bl02-mono-temp/startup"
dbLoadTemplate("db/bl02-mono-temp.substitutions")
dbLoadRecords("/opt/EPICS/IOC/ST-IOC/db/status_ioc.db","IOC=bl02-mono-temp")
iocInit()
system("touch /opt/EPICS/RUN/iocLog/bl02-mono-temp.info")
system("date > /opt/EPICS/RUN/iocLog/bl02-mono-temp.info")
system("hostname -I >> /opt/EPICS/RUN/iocLog/bl02-mono-temp.info")
dbl >> /opt/EPICS/RUN/iocLog/bl02-mono-temp.info
