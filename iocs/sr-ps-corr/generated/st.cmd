#!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
cd "/opt/EPICS/IOC/ST-IOC/iocBoot/iocST-IOC"
< envPaths
cd "${TOP}"
dbLoadDatabase("dbd/ST-IOC.dbd")
ST_IOC_registerRecordDeviceDriver(pdbbase)
epicsEnvSet("STREAM_PROTOCOL_PATH","/opt/EPICS/RUN/sr-ps-corr/settings")
epicsEnvSet("REQ_DIR","/opt/EPICS/RUN/sr-ps-corr/settings/autosave")
epicsEnvSet("SAVE_DIR","/opt/EPICS/RUN/sr-ps-corr/log/autosave")
set_requestfile_path("$(REQ_DIR)")
set_savefile_path("$(SAVE_DIR)")
set_pass0_restoreFile("sr-ps-corr-automake-pass0.sav")
set_pass1_restoreFile("sr-ps-corr-automake-pass1.sav")
save_restoreSet_DatedBackupFiles(1)
save_restoreSet_NumSeqFiles(3)
save_restoreSet_SeqPeriodInSeconds(600)
save_restoreSet_RetrySeconds(60)
save_restoreSet_CAReconnect(1)
save_restoreSet_CallbackTimeout(-1)
cd "/opt/EPICS/RUN/sr-ps-corr/startup"
dbLoadTemplate("db/sr-ps-corr.substitutions")
iocInit()
makeAutosaveFileFromDbInfo("$(REQ_DIR)/sr-ps-corr-automake-pass0.req","autosaveFields_pass0")
makeAutosaveFileFromDbInfo("$(REQ_DIR)/sr-ps-corr-automake-pass1.req","autosaveFields")
create_monitor_set("sr-ps-corr-automake-pass0.req",10)
create_monitor_set("sr-ps-corr-automake-pass1.req",10)
system("touch /opt/EPICS/RUN/iocLog/sr-ps-corr.info")
system("date > /opt/EPICS/RUN/iocLog/sr-ps-corr.info")
system("hostname -I >> /opt/EPICS/RUN/iocLog/sr-ps-corr.info")
dbl >> /opt/EPICS/RUN/iocLog/sr-ps-corr.info
