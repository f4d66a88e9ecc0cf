"""What people write in the tables that become lists, and what is meant."""

from types import MappingProxyType
from typing import Final

from kiosk.office.heads import Names

RISK_COLUMNS: Final[Names] = MappingProxyType(
    {
        "code": ("code", "区划代码", "代码", "行政区划代码"),
        "name": ("name", "地区", "名称", "区域"),
        "level": ("level", "等级", "风险等级"),
        "from": ("from", "起", "开始日期", "自"),
        "to": ("to", "止", "结束日期", "至"),
    }
)
WATCH_COLUMNS: Final[Names] = MappingProxyType(
    {
        "category": ("category", "类别", "管控类别"),
        "disposal": ("disposal", "处置", "处置方式"),
        "until": ("until", "截止日期", "截止", "管控至"),
        "id_number": ("id_number", "身份证号", "身份证", "证件号码", "公民身份号码"),
        "phone": ("phone", "手机号", "电话", "联系电话"),
        "pass_id": ("pass_id", "通行证号", "出入证号"),
        "plate": ("plate", "车牌", "车牌号", "车牌号码"),
    }
)
DUTY_COLUMNS: Final[Names] = MappingProxyType(
    {
        "role": ("role", "岗位", "职责", "类别"),
        "name": ("name", "姓名", "名称", "单位"),
        "number": ("number", "电话", "电话号码", "联系电话"),
        "hours": ("hours", "时间", "值班时间"),
    }
)
ROTA_COLUMNS: Final[Names] = MappingProxyType(
    {
        "day": ("day", "日期"),
        "shift": ("shift", "班次"),
        "names": ("names", "姓名", "人员", "值班人员"),
        "place": ("place", "卡口", "点位"),
    }
)
SHIFT_WORDS: Final[Names] = MappingProxyType(
    {
        "1": ("1", "第1班", "第一班", "一班"),
        "2": ("2", "第2班", "第二班", "二班"),
        "3": ("3", "第3班", "第三班", "三班"),
        "4": ("4", "第4班", "第四班", "四班"),
    }
)
LEVEL_WORDS: Final[Names] = MappingProxyType(
    {
        "key": ("key", "重点", "重点地区"),
        "low": ("low", "低", "低风险"),
        "medium": ("medium", "中", "中风险"),
        "high": ("high", "高", "高风险"),
    }
)
CATEGORY_WORDS: Final[Names] = MappingProxyType(
    {
        "quarantine": ("quarantine", "居家隔离", "居家隔离医学观察"),
        "contact": ("contact", "密接", "密切接触者"),
        "secondary-contact": ("secondary-contact", "次密接", "密接的密接"),
        "returnee": ("returnee", "外来返乡", "返乡", "返乡人员"),
        "monitoring": ("monitoring", "居家健康监测", "健康监测"),
        "released": ("released", "解除隔离", "出院"),
        "other": ("other", "其他"),
    }
)
DISPOSAL_WORDS: Final[Names] = MappingProxyType(
    {
        "hold": ("hold", "留观", "现场留观"),
        "refuse": ("refuse", "劝返"),
        "register": ("register", "登记"),
        "report": ("report", "上报", "报告"),
    }
)
ROLE_WORDS: Final[Names] = MappingProxyType(
    {
        "community": ("community", "社区", "社区值班"),
        "police": ("police", "网格警员", "民警", "派出所"),
        "grid-leader": ("grid-leader", "网格长", "网格员"),
        "hospital": ("hospital", "医院", "定点医院", "发热门诊"),
        "command": ("command", "指挥部", "防控办"),
        "other": ("other", "其他"),
    }
)
