dbLoadRecords("a.db")
iocInit()
