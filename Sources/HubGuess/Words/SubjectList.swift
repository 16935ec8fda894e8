/// Of whom or what a column speaks: `法定代表人` in `法定代表人电话`. One line a subject: what it is (`p` a person, `o` an
/// organisation, `h` a place, `s` staff who handled the record and are not its matter), its role in a feed file, its names.
enum SubjectList {
    static let lines = """
        p legal_representative 法定代表人 法人代表 法人 法定代表 法代 法人代表人 法定代表人负责人 legalrepresentative legalperson legalrep representative corporaterepresentative frdb
        p person_in_charge 负责人 主要负责人 单位负责人 企业负责人 personincharge principal responsible responsibleperson
        p operator 经营者 业主经营者 operator proprietor
        p contact 联系人 紧急联系人 单位联系人 contact contactperson linkman emergencycontact
        p head 户主 head householder householdhead headofhousehold
        p member 家庭成员 成员 member familymember
        p owner 业主 产权人 权利人 房主 所有权人 产权所有人 房屋所有权人 所有人 owner proprietorowner rightholder
        p landlord 出租人 房东 出租方 甲方 landlord lessor
        p tenant 承租人 租客 租户 承租方 租赁人 乙方 tenant lessee renter
        p guardian 监护人 家长 guardian parent
        p father 父亲 父 father dad
        p mother 母亲 母 mother mom
        p spouse 配偶 spouse partner
        p husband 丈夫 男方 夫 husband groom male
        p wife 妻子 女方 妻 wife bride female
        p child 子女 孩子 儿童 婴儿 新生儿 child baby kid infant newborn
        p student 学生 学员 student pupil
        p patient 患者 病人 patient
        p insured 参保人 参保人员 被保险人 insured
        p employee 职工 员工 雇员 劳动者 从业人员 employee worker staffmember
        p applicant 申请人 申办人 申报人 applicant
        p party 当事人 party
        p taxpayer 纳税人 taxpayer
        p resident 居民 住户 居住人 常住人口 流动人口 resident inhabitant
        p holder 用户 户名 持有人 持卡人 账户名 用户姓名 holder accountholder cardholder customer user subscriber
        p shareholder 股东 shareholder investor
        p headteacher 校长 园长 headteacher headmaster
        p driver 驾驶人 驾驶员 司机 driver
        p vehicle_owner 车主 机动车所有人 vehicleowner carowner
        p beneficiary 受益人 领取人 救助对象 低保对象 优抚对象 beneficiary recipient
        p disabled_person 残疾人 残疾人员 disabled
        p elder 老人 老年人 elder
        p deceased 死者 逝者 deceased
        p buyer 买方 买受人 购房人 buyer purchaser
        p seller 卖方 出卖人 售房人 seller vendor
        o company 企业 公司 经营主体 市场主体 商户 店铺 company enterprise corp corporation entity business merchant shop firm
        o organisation 单位 机构 组织 社会组织 org organisation organization institution unit agency
        o employer 用人单位 工作单位 参保单位 就业单位 雇主 任职单位 服务处所 所在单位 就职单位 工作单位名称 employer workunit workplace
        o school 学校 幼儿园 就读学校 毕业院校 院校 school kindergarten college university
        o hospital 医院 医疗机构 定点医院 hospital clinic
        o applicant_organisation 申请单位 申报单位 applicantorg
        o builder 建设单位 施工单位 开发商 开发企业 builder developer contractor
        o property_manager 物业公司 物业服务企业 物业 propertymanager
        h house 房屋 住房 房产 出租房 房源 house property dwelling
        h building 建筑 建筑物 building
        s - 经办人 填表人 填报人 采集人 采集员 登记人 录入人 录入员 审核人 审批人 操作员 操作人 制表人 网格员 网格长 民警 责任民警 社区民警 调查员 \
        调查人 医生 责任医生 家庭医生 建档人 建档医生 承办人 走访人 经手人 受理人 复核人 管理员 创建人 修改人 更新人 班主任 主管人 检查人 介绍人 \
        担保人 记录人 包户干部 帮扶人 管控人 楼栋长 操作者 核查人 上报人 \
        operatorid createdby updatedby creator modifier clerk auditor approver inspector doctor collector enteredby handler handledby police \
        officer gridworker aae011
        """
}
