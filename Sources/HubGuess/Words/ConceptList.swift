/// What columns of government data are called, by what they hold. One line a concept: the semantic type (`-` for what no
/// model is expected to keep), then its names. Chinese names are known in pinyin and by initials as well; Latin ones are
/// written without joints (`idcard` stands for `id_card`, `IdCard`, `ID-CARD`).
///
/// A model's attribute belongs to the concept that its title or name is listed in, if the types agree; so the lists name no
/// model. Sources: GB/T 31000, GA/T 2000 and the field names in use with registers, social insurance (`aac003`), taxes.
enum ConceptList {
    static let lines = """
        resident-id 公民身份号码 身份证号 身份证号码 身份证 公民身份证号 公民身份证号码 身份号码 身份证件号码 居民身份证号 \
        居民身份证号码 社会保障号码 社会保障号 证件号码 证件号 有效证件号码 身份证件号 身份证编号 \
        idcard idno idnumber idnum identityno identitycard identitynumber idcardno idcardnumber idcardnum certno certificateno \
        certnum certcode certid residentid nationalid personid citizenid sfz pid sfzhao zjhao aac002 aac147 ssn
        person-name 姓名 名字 人员姓名 真实姓名 本人姓名 中文姓名 \
        name fullname realname personname username xming aac003 aac003xm truename chinesename
        person-name 曾用名 曾用姓名 别名 formername oldname previousname usedname aliasname alias
        sex 性别 性別 sex gender aac004 xbdm xingbiedaima 性别代码
        date 出生日期 出生年月日 出生年月 生日 出生时间 诞生日期 birthdate birthday dateofbirth dob born bornon birth birthdt aac006
        ethnicity 民族 民族代码 民族名称 族别 ethnicity ethnic ethnicgroup nation nationcode aac005
        education 学历 文化程度 学历代码 最高学历 受教育程度 教育程度 学历层次 education educationlevel edulevel degreelevel edu aac011
        marital-status 婚姻状况 婚姻状态 婚姻 婚否 婚姻状况代码 婚姻情况 maritalstatus marital marriage marriagestatus married aac017
        political-status 政治面貌 政治面貌代码 politicalstatus politics partystatus aac024
        phone 联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 固定电话 固话 移动电话 联系手机 家庭电话 住宅电话 宅电 \
        办公电话 联系号码 座机 单位电话 本人电话 联系人电话号码 手机电话 常用电话 \
        phone tel telephone mobile mobilephone cellphone phoneno phonenumber mobileno telno contactphone contactnumber \
        telephonenumber mobilenumber tel1 contacttel sj aae005 cell phonenum hometel homephone
        organisation-name 名称 单位名称 企业名称 机构名称 公司名称 组织名称 学校名称 社会组织名称 商户名称 店铺名称 字号名称 \
        法人名称 主体名称 经营主体名称 市场主体名称 医院名称 机构全称 单位全称 企业全称 名称全称 商号 \
        name orgname organizationname organisationname companyname company enterprisename entname unitname corpname corporationname \
        entityname shopname institutionname fullname aab004 legalname merchantname
        credit-code 统一社会信用代码 社会信用代码 信用代码 统一信用代码 统一社会信用代码证号 信用代码证号 统一代码 纳税人识别号 \
        统一社会信用号码 社会统一信用代码 uscc usci uscid creditcode socialcreditcode creditno unifiedcode \
        unifiedsocialcreditcode unifiedcreditcode unscid uniscid taxno taxid taxpayerid taxpayerno sccode shxydm tyshxydm
        organisation-code 组织机构代码 组织机构代码证号 机构代码 组织代码 法人代码 orgcode organizationcode \
        organisationcode orgcd orgno organizationno aab003 zzjgdmz
        registration-number 工商注册号 注册号 工商登记号 营业执照注册号 营业执照号 营业执照号码 工商营业执照号 营业执照编号 工商执照注册号 \
        纳税人识别号 registrationnumber registrationno regno registerno regnumber licenseno businesslicense businesslicenseno
        date 成立日期 注册日期 开业日期 设立日期 成立时间 注册时间 开办日期 创办日期 建校日期 设立时间 \
        established establishdate establisheddate founded foundeddate foundingdate foundationdate incorporated estdate esdate opendate
        address 地址 住址 坐落 座落 详细地址 房屋地址 房屋坐落 家庭住址 家庭地址 现住址 现住地址 居住地址 现居住地址 住所 \
        居住地 常住地址 居住详址 现居详址 门楼详址 现住门详址 现住门楼详址 所在地详址 所在地址 办公地址 经营地址 经营场所 营业地址 用水地址 用电地址 \
        用气地址 安装地址 建筑地址 居住地详址 住房地址 房屋座落 不动产坐落 物业地址 租赁地址 标准地址 地址全称 \
        address addr location homeaddress residentialaddress residenceaddress streetaddress currentaddress liveaddress livingaddress \
        fulladdress detailaddress addressline houseaddress officeaddress businessaddress premises residence site aae006 \
        domicile homeaddr workaddress
        house-code 房屋编码 房屋编号 房屋代码 房屋标识码 房号编码 户室编码 房屋唯一编码 房屋识别码 建筑编码 housecode houseno houseid houseidentifier roomcode \
        dwellingcode propertycode propertyid buildingcode
        parcel-code 不动产单元号 不动产单元代码 不动产单元编号 宗地代码 不动产单元 parcelcode parcelno parcelid realestateunitno unitcode estateunitno bdcdyh
        grid-code 网格编码 网格代码 网格编号 网格号 所属网格编码 所在网格编码 所属网格代码 单元网格编码 gridcode gridno gridid gridnumber
        decimal 建筑面积 房屋面积 面积 房屋建筑面积 住房面积 area floorarea buildingarea grossarea floorspace constructionarea
        year 建成年份 建造年份 建成年代 建筑年代 竣工年份 建成时间 builtyear buildyear yearbuilt constructionyear completionyear
        text 用途 房屋用途 规划用途 建筑用途 使用用途 房屋性质用途 use usage purpose houseuse useof housepurpose
        relation-to-head 与户主关系 户主关系 家庭关系 与户主的关系 relationtohead relation relationship hhrelation headrelation
        id-document-type 证件类型 证件种类 证件名称 证件代码 idtype certtype documenttype certificatetype idcardtype aac058
        division-code 行政区划 行政区划代码 区划代码 区划 所属区划 divisioncode regioncode areacode districtcode adcode admincode
        """
}

/// Names of what no attribute is made of. They keep a like-sounding column from being taken for something else.
enum OtherConceptList {
    static let words = """
        序号 编号 流水号 档案编号 登记编号 采集编号 备案号 户号 户籍编号 学号 学籍号 工号 卡号 账号 账户 银行账号 银行卡号 业务编号 \
        主键 记录号 案号 合同号 合同编号 证书编号 证书号 许可证号 产权证号 房产证号 批次号 床位号 病历号 就诊卡号 门诊号 住院号 个人编号 单位编号 \
        人员编号 登记序号 业务流水号 水表号 电表号 表号 车牌号 车牌号码 驾驶证号 护照号 护照号码 通行证号 \
        备注 说明 描述 走访备注 备注说明 意见 情况说明 内容 摘要 事由 原因 \
        登记日期 登记时间 采集日期 采集时间 建档日期 建档时间 录入日期 录入时间 创建时间 创建日期 更新时间 更新日期 修改时间 变更日期 \
        注销日期 迁入日期 迁出日期 死亡日期 入学日期 毕业日期 参保日期 参保时间 参加工作日期 有效期 有效期起 有效期止 签发日期 发证日期 \
        开始日期 结束日期 起始日期 终止日期 截止日期 租期起 租期止 申请日期 申请时间 受理日期 办结日期 核准日期 缴费日期 开户日期 入职日期 \
        入住日期 入院日期 出院日期 就诊日期 接种日期 结婚日期 离婚日期 登记年月 年月 日期 时间 年度 年份 数据时间 上报日期 走访日期 \
        年龄 周岁 籍贯 国籍 出生地 血型 身高 体重 健康状况 宗教信仰 职业 职务 职称 岗位 工种 级别 年级 班级 专业 学制 \
        状态 类型 类别 种类 性质 等级 标志 是否 方式 来源 渠道 数量 人数 户数 次数 \
        金额 单价 总价 月租金 租金 工资 收入 注册资本 注册资金 缴费基数 余额 费用 \
        邮编 邮政编码 邮箱 电子邮箱 电子邮件 微信 微信号 QQ QQ号 网址 传真 照片 \
        经度 纬度 坐标 高程 层数 总层数 楼层 朝向 户型 结构 建筑结构 产权性质 房屋性质 房屋类型 房屋状态 \
        开户银行 开户行 银行 银行名称 险种 险种类型 行业 行业代码 行业名称 经营范围 登记机关 登记状态 经营状态 纳税人状态 主管税务机关 发证机关 \
        签发机关 所属派出所 派出所 管辖单位 所属部门 主管部门 数据来源 来源单位 填报单位 上报单位 登记单位 建档单位 采集单位 \
        共有方式 共有情况 权利类型 权利性质 居住类型 居住事由 监护关系 关系 亲属关系 与学生关系 与承租人关系 \
        户籍地 户籍地址 户籍地详址 户口所在地 户口地址 户籍门楼详址 籍贯地址 注册地址 注册地 登记地址 原住址 出生地址 通讯地址 通信地址 邮寄地址 \
        户籍所在地 户籍住址 户籍住所 户籍详址 \
        id no sn serial serialno seq sequence rowid uuid guid code number status state type kind category remark remarks note notes memo \
        comment description createdat createtime createdate updatetime updatedat updatedate modifytime date time year month timestamp \
        openedon closedon startdate enddate begindate expiredate registerdate registrationdate regdate issuedate since until \
        age bloodtype height weight nationality nativeplace occupation job jobtitle post position title grade class amount price salary \
        income rent balance fee count quantity email mail zip zipcode postcode postalcode wechat qq fax url photo longitude latitude lng lat \
        lon floor floors meterno accountno cardno bankaccount bank bankname source flag isvalid deleted version industry scope \
        registeredaddress regaddress mailingaddress postaladdress permanentaddress hukouaddress accountid userid orderno batchno \
        aac001 aab001 aae013 aae011 aae036 aac007 aac010 aae140 aac009 aae030 aae031
        """

    /// Of these, addresses where somebody or something is registered; where they are may be elsewhere.
    private static let registeredAddresses: Set<String> = [
        "户籍地", "户籍地址", "户籍地详址", "户口所在地", "户口地址", "户籍门楼详址", "籍贯地址", "注册地址", "注册地", "登记地址", "户籍所在地",
        "户籍住址", "户籍住所", "户籍详址", "registeredaddress", "regaddress", "permanentaddress", "hukouaddress",
        "aac010",
    ]

    private static let registeredInitials = Set(
        Pinyin.syllables(
            of: registeredAddresses.filter { $0.unicodeScalars.allSatisfy { $0.value > 0x2E80 } }.sorted()
        )
        .map { String($0.compactMap(\.first)) })

    static func isRegisteredAddress(_ name: String) -> Bool {
        registeredAddresses.contains(ColumnName.plain(name))
            || registeredAddresses.contains(ColumnName.joined(name))
            || registeredInitials.contains(ColumnName.joined(name))
    }
}

/// Columns that hold one part of an address each, from the large to the small.
enum AddressPartList {
    static let lines = [
        "省 省份 省级 省名称 province", "市 地市 地级市 城市 市级 市名称 city", "区县 县区 区 县 县级 区县名称 district county",
        "街道 乡镇 镇街 街镇 乡镇街道 街道乡镇 镇 乡 所属街道 所属镇街 所属乡镇 街道名称 乡镇名称 township town subdistrict",
        "社区 村社区 村居 社区村 行政村 村 居委会 村委会 所属社区 社区名称 村社 所在社区 community village",
        "路 街路巷 道路 路名 街路 路段 道路名称 街路巷名称 street road streetname",
        "小区 小区名称 小区名 楼盘 楼盘名称 院落 所在小区 estate compound residentialarea",
        "门牌 门牌号 门牌号码 门楼牌 门楼牌号 门楼号 doorplate streetnumber housenumber",
        "楼栋 幢 幢号 栋 栋号 楼号 楼幢 楼幢号 楼栋号 座 楼座 building buildingno buildingnumber",
        "单元 单元号 unit unitno", "室 室号 房号 房间号 户室 户室号 房间 门号 room roomno roomnumber doorno",
    ]
}
