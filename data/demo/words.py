"""Believable Chinese names for a town that does not exist."""

import numpy as np
import pandas as pd

DISTRICT_NAME = "云溪示范区（虚构 Demo）"
RIVER_NAME, WATERSIDE, BRIDGE = "云溪", "滨江路", "云溪大桥"
FIRST = "云青松望锦兰明秀和瑞丰安宁清碧翠金银紫白东南西北新长春永福康"
SECOND = "溪澜浦川园苑湾桥塘湖泉岭坪桐荷枫柳梅竹棠桂城台阁亭港洲湖堤"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = (
    *"伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚",
    "桂英", "建国", "晓东", "志强", "海燕", "雪梅", "文博", "思远", "雨桐", "佳怡", "子涵",
)  # fmt: skip
ORDINALS = (
    "",
    *(f"第{n}" for n in "二三四五六七八九十"),
    *(f"第十{n}" for n in "一二三四五六七八九"),
    "第二十",
)
SUFFIXES = {"avenue": "大道", "street": "路", "lane": "巷"}

ORGANISATIONS = (
    ("城市管理局（虚构）", "government"),
    ("市政工程处（虚构）", "government"),
    ("公安分局（虚构）", "government"),
    ("消防救援站（虚构）", "government"),
    ("民政事务中心（虚构）", "government"),
    ("网格管理中心（虚构）", "government"),
    ("清源水务公司（虚构）", "enterprise"),
    ("明光供电公司（虚构）", "enterprise"),
    ("净城环卫公司（虚构）", "enterprise"),
    ("安居物业公司（虚构）", "enterprise"),
    ("邻里调解协会（虚构）", "social_org"),
    ("夕阳红助老服务社（虚构）", "social_org"),
    ("青年志愿者协会（虚构）", "social_org"),
    ("居民自治小组（虚构）", "resident"),
    ("楼栋长联络组（虚构）", "resident"),
)
GRID_OFFICE = 6  # organisation_id of the workers' employer
#: major category → organisation ids that handle it
HANDLERS = {
    "01": (2, 7, 8), "02": (2, 2, 10), "11": (9, 9, 10), "12": (1, 1, 3),
    "13": (4, 4, 10), "14": (11, 14, 3), "15": (5, 12, 13),
}  # fmt: skip
ANYBODY = (1, 10, 13)
TEXTS = 6  # every category's texts are repeated to this many: 1, 2, 3 and 6 of them come out even
#: what a report says, a few for each category; "" is for a category not listed
REPORTS = {
    "0101": ("路边井盖缺失，行人通行有危险", "井盖破损下沉，已放置警示锥"),
    "0102": ("两盏路灯不亮，夜间出行不便", "整段路灯熄灭，居民多次反映"),
    "0103": ("地下水管漏水，路面积水", "消火栓滴漏不止"),
    "0201": ("路面出现坑槽，车辆颠簸", "人行道地砖松动翘起"),
    "0202": ("道路护栏被撞变形", "护栏缺失一段"),
    "1101": ("垃圾外溢，有异味", "绿地内有暴露垃圾堆放", "垃圾桶旁散落厨余垃圾"),
    "1102": ("装修渣土堆放占道", "建筑垃圾无人清运"),
    "1103": ("楼道内张贴小广告", "电线杆上有非法广告"),
    "1201": ("流动摊贩占道经营", "店铺出店经营，占用人行道"),
    "1202": ("机动车停在人行道上", "车辆乱停，堵住小区出入口"),
    "1301": ("消防通道被杂物堵塞", "私家车占用消防通道"),
    "1302": ("电动车在楼道内充电", "有居民飞线充电"),
    "1401": ("邻里因漏水发生争执", "邻里因停车位发生纠纷"),
    "1402": ("夜间施工噪声扰民", "广场音响声音过大"),
    "1501": ("独居老人行动不便，请求上门帮助", "老人家中停水，请求协助"),
    "1502": ("居民咨询居住证办理", "商户咨询营业执照变更"),
    "": ("发现问题，请派人处理",),
}


def place_names(count: int, rng) -> np.ndarray:
    """``count`` two-character names, each used again only when all others are."""
    pool = np.array([a + b for a in FIRST for b in dict.fromkeys(SECOND)], dtype=object)
    return np.resize(pool[rng.permutation(len(pool))], count)


def division_names(level: str, count: int, rng) -> np.ndarray:
    """Names of one level; the first district is the one on the title, all say that they are made up."""
    names = (
        place_names(count, rng) + {"district": "示范区（虚构）", "street": "街道", "community": "社区"}[level]
    )
    if level == "district":
        names[0] = DISTRICT_NAME
    return names


def person_names(count: int, rng) -> np.ndarray:
    """``count`` names of people; the first 600 differ."""
    pool = np.array([a + b for a in SURNAMES for b in GIVEN], dtype=object)
    return np.resize(pool[rng.permutation(len(pool))], count)


def facility_names(community, kind, nth) -> np.ndarray:
    """Names such as 秀梅幼儿园 and 秀梅第二幼儿园, for the first and second of a kind in a community."""
    stem = pd.Series(community).str.removesuffix("社区").to_numpy(dtype=object)
    ordinal = np.array(ORDINALS, dtype=object)[np.minimum(nth, len(ORDINALS) - 1)]
    return stem + ordinal + np.asarray(kind, dtype=object)


def report_texts(codes: list[str]) -> pd.DataFrame:
    """``TEXTS`` texts for each category in order: text_id and words."""
    flat = [text for code in codes for text in np.resize(REPORTS.get(code, REPORTS[""]), TEXTS)]
    return pd.DataFrame({"text_id": np.arange(len(flat)), "words": flat})


def handlers(codes: list[str]) -> np.ndarray:
    """Three organisation ids for each category: (n, 3)."""
    return np.array([HANDLERS.get(code[:2], ANYBODY) for code in codes])
