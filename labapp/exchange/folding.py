"""One form of Chinese letters for comparing, made by folding Traditional ones to Simplified.

It is for comparing only, never for showing: names are shown as they were given. The table covers
the letters that are common in company names, places and column headers, not the whole script, and
where several Traditional letters fell together it does not ask which was meant.
"""

import re
from typing import Final

_PAIRS: Final = """
萬万與与專专業业東东兩两嚴严豐丰臨临為为爲为麗丽舉举義义烏乌樂乐喬乔習习鄉乡書书買买亂乱爭争亞亚產产
産产畝亩親亲億亿僅仅從从侖仑倉仓儀仪們们價价眾众衆众優优會会傘伞偉伟傳传傷伤倫伦偽伪體体餘余傭佣側侧
僑侨儲储兒儿兌兑黨党蘭兰關关興兴養养獸兽岡冈冊册寫写軍军農农馮冯沖冲衝冲決决況况凍冻淨净凈净準准涼凉
減减湊凑幾几鳳凤處处凱凯擊击鑿凿劃划劉刘則则剛刚創创刪删別别劑剂劍剑劇剧勸劝辦办務务動动勵励勁劲勞劳
勢势勻匀區区醫医華华協协單单賣卖盧卢衛卫卻却廠厂廳厅歷历曆历厲厉壓压廁厕廂厢廈厦縣县參参雙双發发髮发
變变敘叙疊叠號号嘆叹嚇吓嗎吗啓启啟启吳吴員员聽听響响園园圍围國国圖图圓圆聖圣場场壞坏塊块堅坚壇坛壩坝
墳坟墜坠壘垒牆墙墻墙壯壮聲声殼壳壺壶備备複复復复夠够頭头夾夹奪夺奮奋獎奖奧奥婦妇媽妈嬌娇孫孙學学寧宁
寶宝實实寵宠審审憲宪宮宫寬宽賓宾對对尋寻導导壽寿將将爾尔塵尘嘗尝堯尧盡尽層层屬属嶼屿歲岁豈岂島岛嶺岭
嶽岳崗岗峽峡鞏巩幣币帥帅師师帳帐簾帘幟帜帶带幫帮幹干並并併并廣广莊庄慶庆廬庐庫库應应廟庙龐庞廢废開开
異异棄弃張张彌弥彎弯彈弹強强歸归當当錄录録录彥彦徹彻徑径徠徕憶忆憂忧懷怀態态憐怜總总戀恋懇恳惡恶悅悦
懸悬驚惊懼惧慘惨慣惯願愿懶懒戲戏戰战戶户撲扑執执擴扩掃扫揚扬擾扰撫抚搶抢護护報报擔担擬拟擁拥攔拦擇择
掛挂揮挥損损換换據据擠挤擋挡攝摄擺摆搖摇攤摊撐撑數数齊齐斷断無无舊旧時时曠旷曬晒曉晓暈晕暫暂術术樸朴
機机殺杀雜杂權权條条來来楊杨極极構构槍枪楓枫櫃柜檸柠標标棧栈棟栋欄栏樹树樣样橋桥檔档樁桩夢梦檢检樓楼
歐欧歡欢殘残氣气漢汉湯汤溝沟滅灭滄沧滬沪濃浓濤涛淚泪澤泽潔洁灑洒淺浅漿浆測测濟济渾浑漁渔潤润澗涧漲涨
淵渊漸渐溫温灣湾濕湿滿满濾滤濱滨灘滩滾滚滯滞潛潜瀾澜燈灯靈灵災灾燦灿爐炉點点煉炼爍烁爛烂煙烟煩烦燒烧
燭烛熱热煥焕愛爱爺爷狀状獨独獅狮獄狱獵猎貓猫獻献瑪玛環环現现瓊琼瑤瑶電电畫画暢畅療疗瘋疯監监蓋盖盤盘
礦矿碼码磚砖礎础碩硕確确禮礼禪禅離离種种積积稱称穩稳窮穷競竞筆笔築筑簡简籃篮類类糧粮緊紧紅红約约級级
紀纪緯纬純纯紗纱綱纲納纳縱纵紛纷紙纸紋纹紡纺線线綫线練练組组紳绅細细織织終终經经結结給给絡络絕绝統统
絲丝繼继續续緒绪維维綿绵綜综綠绿緣缘編编緩缓網网羅罗罰罚職职聯联聰聪肅肃膽胆勝胜腦脑脈脉腳脚臉脸艦舰
藝艺節节蘇苏藥药葉叶蓮莲營营薩萨藍蓝蔣蒋薦荐蘆芦榮荣蕭萧蟲虫雖虽蝦虾補补裝装襯衬製制見见觀观規规視视
覽览覺觉觸触計计訂订認认譽誉議议討讨讓让訊讯訓训記记講讲許许論论設设訪访證证評评識识訴诉診诊詞词譯译
試试詩诗誠诚話话詢询該该詳详語语誤误請请諸诸諾诺課课調调談谈諒谅謀谋謝谢謙谦謹谨譜谱讀读豬猪貝贝負负
財财責责賢贤貨货質质販贩貪贪購购貫贯貴贵貸贷貿贸費费賀贺資资賴赖賽赛贊赞贈赠贏赢趙赵趕赶趨趋躍跃蹤踪
車车軌轨轉转輪轮軟软軸轴輕轻載载較较輔辅輛辆輝辉輩辈輯辑輸输轄辖邊边遼辽達达遷迁過过運运還还這这進进
遠远違违連连遲迟適适選选遜逊遞递遺遗鄧邓鄭郑鄰邻郵邮釋释鑒鉴鑑鉴針针釘钉釣钓鈣钙鋼钢鑰钥鈴铃錢钱鉑铂
鉛铅銀银銅铜銘铭銳锐銷销鎖锁鋒锋鋪铺錦锦鍵键鏈链鎮镇鏡镜鐘钟鍾钟鐵铁長长門门閃闪閉闭問问闖闯閑闲間间
聞闻閣阁閱阅闊阔隊队陽阳陰阴陣阵階阶際际陸陆陳陈險险隨随隱隐難难雞鸡鷄鸡雲云霧雾靜静韓韩韻韵頁页頂顶
項项順顺須须預预領领頻频題题額额顏颜顧顾顯显風风飛飞飯饭飲饮飾饰餅饼館馆馬马駕驾駐驻驗验驅驱騎骑騰腾
驟骤魚鱼魯鲁鮮鲜鯨鲸鳥鸟鳴鸣鴻鸿鵬鹏鶴鹤鷹鹰麥麦麵面黃黄龍龙齡龄龜龟後后裡里裏里臺台檯台颱台夥伙繫系
係系範范週周遊游採采註注佈布佔占鬆松鬱郁齋斋羣群峯峰証证衹只隻只個个傑杰緻致託托籌筹謎谜藉借
睏困纖纤徵征癒愈籤签簽签鹽盐誌志彙汇匯汇闆板麼么廚厨覆复蹟迹跡迹豔艳艷艳鋁铝鋰锂氫氢鈉钠鈦钛矽硅
"""

_FOLD: Final = str.maketrans(
    {
        pair[0]: pair[1]
        for line in _PAIRS.split()
        for pair in (line[at : at + 2] for at in range(0, len(line), 2))
    }
)
_TRADITIONAL: Final = frozenset(map(chr, _FOLD))
FOLDED_LETTERS: Final = _TRADITIONAL | frozenset(_FOLD.values())
"""Every letter of the table, in both forms."""

_SIMPLIFIED: Final = frozenset(_FOLD.values()) - _TRADITIONAL
_BOTH: Final = frozenset(
    "后里台面系范周游采注布占松郁伙只余几志征板困借复制么干并云冲准卷表杰致托签硅"
    "晒挂愿佣虫群丰听朴坏岳愈荐儿扑峰筑帘划万"
)
"""Folded-to letters that Traditional texts use too, so that they tell nothing."""

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


def fold(text: str) -> str:
    """Return the text with its Traditional letters folded to Simplified, for comparing only."""
    return text.translate(_FOLD)


def has_han(text: str) -> bool:
    """Whether any letter is Chinese."""
    return _HAN.search(text) is not None


def is_han(letter: str) -> bool:
    """Whether the letter is Chinese."""
    return _HAN.match(letter) is not None


def looks_simplified(text: str) -> bool:
    """Whether some letter is written so only in Simplified Chinese and none only in Traditional."""
    letters = set(text)
    return bool(letters & (_SIMPLIFIED - _BOTH)) and not letters & _TRADITIONAL
