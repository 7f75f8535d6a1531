"""What people call things in their own spreadsheets: columns, kinds, states, languages.

Chinese words stand here in Traditional letters and are compared folded, so that each also stands
for its Simplified form; Mainland words of their own are added. The labels that this program writes
(``resources/i18n/tables.json``) are known besides.
"""

from collections.abc import Mapping
from typing import Final

from labapp.domain.bookings import State
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import BookingField, ExhibitorField, FieldKey, TableKind
from labapp.domain.languages import Language


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", "|").split("|") if word.strip())


EXHIBITOR_COLUMNS: Final[Mapping[FieldKey, tuple[str, ...]]] = {
    ExhibitorField.CODE: _words(
        """code|exhibitor code|exhibitor no|exhibitor number|exhibitor id|company code|id
        編號|代號|參展商編號|公司編號|參展商代號|代碼"""
    ),
    ExhibitorField.NAME_EN: _words(
        """company|company name|exhibitor|exhibitor name|name|organisation|organization
        organisation name|organization name|company english name|english company name
        english name|name english|company name english|company name in english|firm
        name of company|name of exhibitor|name of organisation|company name eng|name en|eng name
        英文名稱|英文公司名稱|公司英文名稱|公司名稱英文|參展商英文名稱|名稱英文|英文名"""
    ),
    ExhibitorField.NAME_ZH_HANT: _words(
        """chinese name|company chinese name|chinese company name|name chinese
        company name chinese|company name in chinese|traditional chinese name
        name traditional chinese|company name chi|name tc|traditional chinese|chi name
        公司|公司名稱|參展商|參展商名稱|機構|機構名稱|企業名稱|名稱|單位|單位名稱|中文名稱
        公司中文名稱|中文公司名稱|參展商中文名稱|名稱中文|公司名稱中文|繁體名稱|繁體中文名稱
        名稱繁體|公司名稱繁體|名稱繁體中文|公司名稱繁體中文|繁中名稱"""
    ),
    ExhibitorField.NAME_ZH_HANS: _words(
        """simplified chinese name|name simplified chinese|company name simplified
        company name simplified chinese|name sc|simplified chinese
        簡體名稱|簡體中文名稱|名稱簡體|公司名稱簡體|名稱簡體中文|公司名稱簡體中文|簡中名稱"""
    ),
    ExhibitorField.FASCIA_NAME: _words(
        """fascia|fascia name|fascia board|fascia board name|booth name|stand name|sign name
        name on booth|name on fascia|display name
        楣板|楣板名稱|招牌名稱|攤位名稱|展位名稱|展台名稱|攤位招牌|展示名稱"""
    ),
    ExhibitorField.TYPE: _words(
        """type|exhibitor type|type of exhibitor|kind|category|company type
        類別|類型|參展商類別|參展商類型|公司類別|企業類型|種類|分類"""
    ),
    ExhibitorField.BRN: _words(
        """brn|br|br no|br number|business registration|business registration no
        business registration number|br cert no|ubi|unique business identifier
        商業登記號碼|商業登記|商業登記證|商業登記證號碼|商業登記編號|商業登記證編號"""
    ),
    ExhibitorField.CONTACT_NAME: _words(
        """contact|contact person|contact name|contact person name|person in charge|representative
        name of contact|name of contact person|contact english name|contact person english
        聯絡人|聯絡人姓名|聯絡人英文姓名|聯絡人英文|負責人|負責人姓名|代表|聯繫人|聯繫人姓名|聯系人"""
    ),
    ExhibitorField.CONTACT_NAME_ZH: _words(
        """contact chinese name|contact person chinese|contact name chinese
        chinese name of contact|contact person chinese name|contact person in chinese
        聯絡人中文姓名|聯絡人中文|聯絡人中文名|中文姓名|聯繫人中文姓名|聯繫人中文"""
    ),
    ExhibitorField.ROLE: _words(
        """role|title|job title|position|post|job|designation
        職位|職銜|職務|角色|職稱"""
    ),
    ExhibitorField.PHONE: _words(
        """phone|phone no|phone number|tel|tel no|telephone|telephone no|telephone number|mobile
        mobile no|mobile number|mobile phone|contact no|contact number|contact phone|contact tel
        電話|聯絡電話|電話號碼|手機|手機號|手機號碼|手提電話|流動電話|聯繫電話|聯繫方式"""
    ),
    ExhibitorField.EMAIL: _words(
        """email|email address|mail|contact email|contact email address
        電郵|電郵地址|電子郵件|電子郵箱|郵箱|聯絡電郵|電子郵件地址"""
    ),
    ExhibitorField.LANGUAGE: _words(
        """language|preferred language|contact language|lang|language preference
        語言|溝通語言|首選語言|聯絡語言|語言偏好"""
    ),
    ExhibitorField.BADGE_QUOTA: _words(
        """badge quota|badges|no of badges|number of badges|badge|passes|no of passes|quota
        參展商證|參展商證配額|參展商證數目|證件數目|證件數量|證件配額
        工作證|工作證數目|工作證數量|配額"""
    ),
    ExhibitorField.NOTE: _words(
        """note|notes|remark|remarks|comment|comments
        備註|附註|註"""
    ),
}

BOOKING_COLUMNS: Final[Mapping[FieldKey, tuple[str, ...]]] = {
    BookingField.NUMBER: _words(
        """booking number|booking no|booking id|booking ref|booking reference|number|reference|ref
        id|booking
        預約編號|預約號碼|預約號|編號|預訂編號"""
    ),
    BookingField.PLACE: _words(
        """place|booth|booth no|booth number|stand|stand no|stand number|booth code|location|venue
        room|space|bay|pod|bench|desk
        攤位|攤位編號|攤位號碼|攤位號|展位|展位號|展位號碼|展位編號|展台|地點|場地|位置|房間|地方"""
    ),
    BookingField.EXHIBITOR: _words(
        """exhibitor|exhibitor name|exhibitor code|company|company name|organisation|organization
        client|firm|who|name
        參展商|參展商名稱|參展商編號|公司|公司名稱|機構|機構名稱|企業|企業名稱|單位|客戶"""
    ),
    BookingField.DEMO: _words(
        """demo|demo title|demo name|demo code|demonstration|topic|title|session
        示範|示範名稱|示範項目|示範主題|演示|演示名稱|演示項目|展示項目|題目|主題|場次"""
    ),
    BookingField.DATE: _words(
        """date|day|booking date|event date|date of booking
        日期|預約日期|日子|活動日期"""
    ),
    BookingField.START: _words(
        """start|start time|from|begin|begins|starts|time|time in|time from|time slot|slot
        session time
        開始|開始時間|由|從|時間|時段|起|起始時間"""
    ),
    BookingField.END: _words(
        """end|end time|to|until|till|finish|finish time|ends|time out|time to
        結束|結束時間|完結|完結時間|至|到|止|終止時間"""
    ),
    BookingField.MINUTES: _words(
        """minutes|mins|min|duration|length|duration minutes|duration hours|hours|how long
        時長|分鐘|長度|所需時間|時數|小時"""
    ),
    BookingField.STATE: _words(
        """state|status|booking status|booking state
        狀態|預約狀態|狀況"""
    ),
    BookingField.STAFF: _words(
        """staff|exhibitor staff|no of staff|number of staff|team|crew|presenters
        工作人員|工作人員數目|工作人員人數|人員|職員|職員人數|參展人員|員工|員工人數"""
    ),
    BookingField.VISITORS: _words(
        """visitors|expected visitors|visitors expected|no of visitors|number of visitors|pax|guests
        headcount|attendees|audience|no of people
        訪客|訪客人數|預計訪客|預計訪客人數|人數|參觀人數|觀眾|預計人數"""
    ),
    BookingField.POWER_W: _words(
        """power|power w|watts|watt|w|power load|load|electricity|power watts|power kw|kw
        用電|用電量|用電負荷|功率|電力|瓦"""
    ),
    BookingField.POOL: _words(
        """pool|compute pool|computing pool|cluster
        算力池|運算池"""
    ),
    BookingField.MPFLOPS: _words(
        """pflops|mpflops|tflops|compute|computing power|computing power pflops|compute pflops
        算力|運算能力|算力需求"""
    ),
    BookingField.NOTE: _words(
        """note|notes|remark|remarks|comment|comments
        備註|附註|註"""
    ),
}

COLUMNS: Final[Mapping[TableKind, Mapping[FieldKey, tuple[str, ...]]]] = {
    TableKind.EXHIBITORS: EXHIBITOR_COLUMNS,
    TableKind.BOOKINGS: BOOKING_COLUMNS,
}

SIMPLIFIED_NAMES: Final = _words(
    "公司名称|参展商名称|机构名称|企业名称|名称|单位|单位名称|机构|参展商"
)
"""Headers of a company's name that are themselves written in Simplified Chinese."""

TYPES: Final[Mapping[ExhibitorKind, tuple[str, ...]]] = {
    ExhibitorKind.PARTNER: _words(
        """partner|ecosystem partner|strategic partner|technology partner|vendor
        生態夥伴|夥伴|合作夥伴|生態合作夥伴"""
    ),
    ExhibitorKind.STRATEGIC: _words(
        """strategic_enterprise|strategic enterprise|strategic|enterprise|large enterprise
        重點企業|企業|策略企業|戰略企業|大型企業"""
    ),
    ExhibitorKind.STARTUP: _words(
        """startup|start-up|start up|startups|sme
        初創企業|初創|初創公司|創業公司|新創"""
    ),
    ExhibitorKind.INSTITUTION: _words(
        """institution|university|institute|college|school|r&d centre|r&d center|research centre
        research center|government|government department|ngo|academia|academic
        機構|大學|研發中心|研究所|研究中心|政府部門|政府|學校|院校|高校|學術機構"""
    ),
}

STATES: Final[Mapping[State, tuple[str, ...]]] = {
    State.HELD: _words("held|hold|on hold|held for you|reserved|tentative|暫時保留|保留|暫留|預留"),
    State.PENDING: _words(
        """pending|waiting for approval|awaiting approval|to be confirmed|tbc|requested
        待批核|待審批|待確認|審批中|待定"""
    ),
    State.CONFIRMED: _words(
        """confirmed|confirm|ok|yes|booked|approved
        已確認|確認|確定|已確定|已預約|已批准"""
    ),
    State.CHECKED_IN: _words("checked_in|checked in|check in|arrived|已報到|報到|已簽到|簽到"),
    State.COMPLETED: _words("completed|complete|done|finished|已完成|完成"),
    State.NO_SHOW: _words("no_show|no show|no-show|absent|缺席|未到場|未到"),
    State.WAITLISTED: _words(
        """waitlisted|waiting list|waitlist|waiting
        輪候|輪候名單|輪候中|候補|候補名單"""
    ),
    State.OFFERED: _words("offered|offer|補位通知|已通知補位"),
    State.LAPSED: _words("lapsed|offer lapsed|補位已失效|已失效"),
    State.EXPIRED: _words("expired|hold expired|已過期|過期|保留已過期"),
    State.REJECTED: _words("rejected|reject|declined|refused|已拒絕|拒絕|不批准"),
    State.CANCELLED: _words("cancelled|canceled|cancel|cancellation|已取消|取消"),
    State.LATE_CANCELLED: _words(
        "late_cancelled|late cancelled|late cancellation|late cancel|逾期取消"
    ),
    State.SUSPENDED: _words(
        "suspended_weather|suspended for weather|suspended|typhoon|因天氣暫停|天氣暫停"
    ),
}

LANGUAGES: Final[Mapping[Language, tuple[str, ...]]] = {
    Language.EN: _words("en|eng|english|en_hk|en_gb|en_us|英文|英語|英"),
    Language.ZH_HK: _words(
        """zh_hk|zh_hant|zh_tw|zh_mo|zh|tc|cht|chinese|traditional chinese|chinese traditional
        cantonese|中文|繁體中文|繁體|繁中|繁|廣東話|粵語|繁體中文香港|中文繁體"""
    ),
    Language.ZH_CN: _words(
        """zh_cn|zh_hans|zh_sg|sc|chs|simplified chinese|chinese simplified|mandarin|putonghua
        簡體中文|簡體|簡中|簡|普通話|國語|中文簡體|漢語"""
    ),
}

EXAMPLE_MARKS: Final = frozenset({"example", "範例", "示例", "范例"})
"""What the first cell of a template's example row says; such a row is left out."""
