"""What each kind of file carries: fields, their types, whether needed, and the names they go by.

A table, no code: ``FIELDS[kind]`` lists the fields in the order they are shown. Names are compared
after ``data.intake.mapping.plain`` (lower case, without spaces and punctuation).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field: ``type`` is ``text``, ``number``, ``integer``, ``time`` or ``geometry``."""

    name: str
    type: str
    needed: bool
    names: tuple[str, ...]


def _field(name: str, type_: str, names: str, *, needed: bool = False) -> Field:
    return Field(name, type_, needed, (name, *names.split()))


_ID = _field("source_id", "text", "id uid guid fid objectid gid 编号 序号 标识 唯一标识 主键")
_LON = _field("lon", "number", "longitude lng long x xcoord pointx 经度 經度 坐标x x坐标")
_LAT = _field("lat", "number", "latitude y ycoord pointy 纬度 緯度 坐标y y坐标")
_GEOMETRY = _field("geometry", "geometry", "geom wkt wkb thegeom shape 几何 图形 空间数据")
_GRID_CODE = _field(
    "grid_code",
    "text",
    "grid gridid gridno cell cellid 网格编码 网格编号 网格代码 所属网格 单元网格编码 網格編碼",
)
_WORKER_CODE = _field(
    "worker_code", "text",
    "worker workerid inspector inspectorid employee staffid 网格员编号 网格员工号 工号 人员编号 员工编号 網格員編號",
)  # fmt: skip
_ADDRESS = _field(
    "address", "text", "streetaddress location fulladdr addr 地址 详细地址 位置 事发地点 發生地點"
)
_NAME = _field("name", "text", "title facility label 名称 名稱 姓名 设施名称")


def _people(type_: str) -> tuple[Field, ...]:
    """How many live there: in a grid, in a building."""
    return (
        _field("households", type_, "hcnt hh dwellings housingunits units noofunit noofunits 户数"
               " 家庭户数 总户数 住户数 戶數"),
        _field("population", type_, "pop pcnt pop2014 pop2010 people residents 人口 人口数 常住人口 居民数 居住人数"),
        _field("older", type_, "elderly seniors aged pop60 pop65 over60 over65 老年人口 老年人 老人数 老龄人口"
               " 60岁以上 65岁以上 60岁及以上 65岁及以上 老年人口数 高龄人口"),
        _field("children", type_, "child kids minors pop014 under15 儿童 儿童数 少儿人口 未成年人 0-14岁 14岁以下"
               " 0至14岁 幼年人口"),
    )  # fmt: skip


FIELDS: dict[str, tuple[Field, ...]] = {
    "grids": (
        _field("grid_code", "text", "gridid code geoid geoid10 geoid20 villcode codebase cellid 网格编码"
               " 网格编号 网格代码 单元网格编码 编码 村里代碼 網格編碼", needed=True),
        _field("name", "text", "gridname namelsad10 villname title label 网格名称 名称 村里 名稱 網格名稱"),
        _field("community_code", "text", "commarea communityarea communityid 社区编码 社区代码 村居编码"),
        _field("community_name", "text", "community communityname 社区 社区名称 村居"),
        _field("street_code", "text", "streetid towncode townid subdistrictcode 街道编码 街道代码 乡镇编码"),
        _field("street_name", "text", "street subdistrict townname town 街道 街道名称 乡镇 鄉鎮市區 区域"),
        _field("district_code", "text", "districtid countycode countyid 区县编码 区划代码 县区代码"),
        _field("district_name", "text", "district county countyname 区县 区 县 區域 縣市"),
        _field("grid_kind", "text", "kind gridtype 网格类型 网格类别"),
        _field("grid_class", "integer", "class level gridlevel 管理等级 网格等级"),
        *_people("integer"),
        _GEOMETRY,
    ),
    "incidents": (
        _ID,
        _field("incident_code", "text", "code caseno casenumber casecode servicerequestnumber requestid"
               " 案件编号 案件号 工单编号 工单号 事件编号 案卷号"),
        _field("category", "text", "type casetype requesttype typeofservicerequest departmentbureau minor"
               " 类别 案件类别 小类 事件类型 问题类型 案件类型 小类名称 類別"),
        _field("source", "text", "origin channel 来源 案件来源 问题来源 上报来源"),
        _field("description", "text", "details text violationdescription 描述 问题描述 案件描述 内容 事件描述"),
        _ADDRESS, _LON, _LAT, _GEOMETRY,
        _field("occurred_at", "time", "occurred occurredon eventtime 发生时间 事发时间 發生時間 发现时间"),
        _field("reported_at", "time", "reported reportedat created createdat createddate creationdate date"
               " requesteddatetime opendate violationdate receiveddate 上报时间 立案时间 受理时间 创建时间"
               " 登记时间 日期", needed=True),
        _field("handled_at", "time", "handled handledat handleddate resolvedat resolveddate resolutiondate"
               " 处置时间 处置完成时间 解决时间 處置時間"),
        _field("closed_at", "time", "closed closedat closeddate completiondate violationstatusdate"
               " 结案时间 办结时间 完成时间 關閉時間"),
        _field("state", "text", "status violationstatus casestatus 状态 案件状态 处理状态 办理状态 狀態"),
        _WORKER_CODE, _GRID_CODE,
    ),
    "facilities": (
        _ID, _NAME,
        _field("facility_kind", "text", "kind type category 类型 设施类型 类别 設施類型", needed=True),
        _field("capacity", "number", "beds seats 容量 床位 规模 座位数"),
        _ADDRESS, _LON, _LAT, _GEOMETRY,
    ),
    "buildings": (
        _field("source_id", "text", "buildingid buildingno buildingcode bldgid 楼栋编号 楼栋编码 楼栋号 建筑编号"
               " 建筑编码 房屋编号 房屋编码 门牌编码 户编号 " + " ".join(_ID.names[1:])),
        *_people("number"), _ADDRESS, _LON, _LAT, _GEOMETRY,
    ),
    "workers": (
        _field("worker_code", "text", "code workerid inspectorid employeeid staffid id 网格员编号 工号 人员编号"
               " 员工编号 網格員編號", needed=True),
        _NAME,
        _field("hours_per_week", "number", "hours weeklyhours 每周工时 周工时 工时"),
        _field("organisation", "text", "organization org unit department 单位 所属单位 机构"),
    ),
    "assignments": (
        _field("grid_code", "text", " ".join(_GRID_CODE.names[1:]), needed=True),
        _field("worker_code", "text", " ".join(_WORKER_CODE.names[1:]), needed=True),
        _field("valid_from", "time", "from since start startdate 开始日期 生效日期 起始日期"),
    ),
    "absences": (
        _field("worker_code", "text", " ".join(_WORKER_CODE.names[1:]), needed=True),
        _field("since", "time", "from start startdate firstday 开始日期 起始日期 离岗日期 请假开始", needed=True),
        _field("last", "time", "until to end enddate lastday 结束日期 截止日期 请假结束"),
    ),
    "visits": (
        _ID, _GRID_CODE, _WORKER_CODE,
        _field("visited_at", "time", "date time visitdate timebegin 巡查时间 走访时间 时间 日期", needed=True),
        _field("minutes", "number", "duration 时长 分钟 时长分钟"),
        _field("source", "text", ""),
        _LON, _LAT, _GEOMETRY,
    ),
    "tracks": (
        _field("worker_code", "text", " ".join(_WORKER_CODE.names[1:]) + " user userid device deviceid 终端号 设备号",
               needed=True),
        _field("fixed_at", "time", "time timestamp datetime date at gpstime fixtime 定位时间 时间 时间戳 上传时间",
               needed=True),
        _LON, _LAT, _GEOMETRY,
    ),
    "streets": (
        _ID,
        _field("from_node", "integer", "from source u startnode fnode 起点 起点编号"),
        _field("to_node", "integer", "to target v endnode tnode 终点 终点编号"),
        _field("length_m", "number", "length distance len metres meters shapelength 长度 长度米 距离"),
        _field("name", "text", "streetname roadname 名称 路名 道路名称"),
        _field("foot_one_way", "text", "onewayfoot onewayonfoot 步行单行 步行单向"),
        _field("street_class", "text", "highway class roadclass fclass 道路等级 等级 道路类型"),
        _GEOMETRY,
    ),
    "barriers": (
        _ID, _NAME,
        _field("barrier_kind", "text", "kind type class waterway railway highway fclass 类型 类别 屏障类型"),
        _GEOMETRY,
    ),
    "nodes": (
        _field("source_id", "integer", "id node nodeid osmid 编号", needed=True),
        _field("lon", "number", "x longitude lng 经度", needed=True),
        _field("lat", "number", "y latitude 纬度", needed=True),
    ),
}  # fmt: skip
KINDS = tuple(kind for kind in FIELDS if kind != "nodes")

#: words for a case's state, compared in lower case; a city profile's ``states`` table adds its own
STATE_WORDS = {
    "reported": "reported new pending received submitted 已上报 上报 待受理 待立案 新建",
    "filed": "filed accepted acknowledged 已立案 立案 待派遣 已受理",
    "dispatched": "dispatched assigned open in_progress open_-_dup inprogress active 已派遣 派遣 处置中 办理中"
    " 处理中 待处置 未结案",
    "handled": "handled resolved fixed 已处置 处置完成 待核查 待结案",
    "closed": "closed completed complied done finished archived 已结案 结案 办结 已办结 归档 已完成 完成",
    "rejected": "rejected declined invalid 不予立案 不予受理 驳回",
    "voided": "voided void cancelled canceled duplicate completed_-_dup 作废 已作废 撤销 重复",
    "suspended": "suspended on_hold 挂账 已挂账 缓办",
}
SOURCE_WORDS = {
    "patrol": "patrol inspection worker inspector 巡查 网格员 监督员上报 巡查上报 网格员上报",
    "resident": "resident citizen public app 居民 公众 市民 公众举报 随手拍",
    "hotline": "hotline phone call 311 12345 12319 热线 电话",
    "video": "video camera 视频 监控",
    "department": "department agency government office 部门 领导批示 交办 上级交办",
}
