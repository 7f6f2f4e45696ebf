"""Questions with known answers, by kind, for judged.py: [(kind, question, answers)]; the same at each run."""

import random

CAPITALS = """Afghanistan=Kabul;Albania=Tirana;Algeria=Algiers;Andorra=Andorra la Vella;Angola=Luanda;Argentina=Buenos Aires
Armenia=Yerevan;Australia=Canberra;Austria=Vienna;Azerbaijan=Baku;Bahrain=Manama;Bangladesh=Dhaka;Belarus=Minsk
Belgium=Brussels;Belize=Belmopan;Benin=Porto-Novo;Bhutan=Thimphu;Botswana=Gaborone;Brazil=Brasilia|Brasília
Bulgaria=Sofia;Burkina Faso=Ouagadougou;Cambodia=Phnom Penh;Cameroon=Yaounde|Yaoundé;Canada=Ottawa
Chad=N'Djamena;Chile=Santiago;China=Beijing;Colombia=Bogota|Bogotá;Costa Rica=San Jose|San José;Croatia=Zagreb;Cuba=Havana
Cyprus=Nicosia;Czech Republic=Prague;Denmark=Copenhagen;Dominican Republic=Santo Domingo;Ecuador=Quito;Egypt=Cairo
El Salvador=San Salvador;Eritrea=Asmara;Estonia=Tallinn;Ethiopia=Addis Ababa;Fiji=Suva;Finland=Helsinki;France=Paris
Gabon=Libreville;Gambia=Banjul;Georgia=Tbilisi;Germany=Berlin;Ghana=Accra;Greece=Athens;Guatemala=Guatemala City
Guinea=Conakry;Guyana=Georgetown;Haiti=Port-au-Prince;Honduras=Tegucigalpa;Hungary=Budapest;Iceland=Reykjavik|Reykjavík
India=New Delhi;Indonesia=Jakarta;Iran=Tehran;Iraq=Baghdad;Ireland=Dublin;Israel=Jerusalem;Italy=Rome;Jamaica=Kingston
Japan=Tokyo;Jordan=Amman;Kazakhstan=Astana;Kenya=Nairobi;Kuwait=Kuwait City;Kyrgyzstan=Bishkek;Laos=Vientiane;Latvia=Riga
Lebanon=Beirut;Lesotho=Maseru;Liberia=Monrovia;Libya=Tripoli;Lithuania=Vilnius;Luxembourg=Luxembourg;Madagascar=Antananarivo
Malawi=Lilongwe;Malaysia=Kuala Lumpur;Maldives=Male|Malé;Mali=Bamako;Malta=Valletta;Mauritania=Nouakchott;Mexico=Mexico City
Moldova=Chisinau|Chișinău;Mongolia=Ulaanbaatar|Ulan Bator;Montenegro=Podgorica;Morocco=Rabat;Mozambique=Maputo
Myanmar=Naypyidaw;Namibia=Windhoek;Nepal=Kathmandu;Netherlands=Amsterdam;New Zealand=Wellington;Nicaragua=Managua
Niger=Niamey;Nigeria=Abuja;North Korea=Pyongyang;North Macedonia=Skopje;Norway=Oslo;Oman=Muscat;Pakistan=Islamabad
Panama=Panama City;Papua New Guinea=Port Moresby;Paraguay=Asuncion|Asunción;Peru=Lima;Philippines=Manila;Poland=Warsaw
Portugal=Lisbon;Qatar=Doha;Romania=Bucharest;Russia=Moscow;Rwanda=Kigali;Saudi Arabia=Riyadh;Senegal=Dakar;Serbia=Belgrade
Sierra Leone=Freetown;Slovakia=Bratislava;Slovenia=Ljubljana;Somalia=Mogadishu;South Korea=Seoul;Spain=Madrid
Sudan=Khartoum;Suriname=Paramaribo;Sweden=Stockholm;Switzerland=Bern;Syria=Damascus;Taiwan=Taipei;Tajikistan=Dushanbe
Thailand=Bangkok;Togo=Lome|Lomé;Tunisia=Tunis;Turkey=Ankara;Turkmenistan=Ashgabat;Uganda=Kampala;Ukraine=Kyiv|Kiev
United Arab Emirates=Abu Dhabi;United Kingdom=London;Uruguay=Montevideo;Uzbekistan=Tashkent;Venezuela=Caracas;Vietnam=Hanoi
Yemen=Sanaa|Sana'a;Zambia=Lusaka;Zimbabwe=Harare"""

STATES = """Alabama=Montgomery;Alaska=Juneau;Arizona=Phoenix;Arkansas=Little Rock;California=Sacramento;Colorado=Denver
Connecticut=Hartford;Delaware=Dover;Florida=Tallahassee;Georgia=Atlanta;Hawaii=Honolulu;Idaho=Boise;Illinois=Springfield
Indiana=Indianapolis;Iowa=Des Moines;Kansas=Topeka;Kentucky=Frankfort;Louisiana=Baton Rouge;Maine=Augusta;Maryland=Annapolis
Massachusetts=Boston;Michigan=Lansing;Minnesota=Saint Paul|St. Paul;Mississippi=Jackson;Missouri=Jefferson City;Montana=Helena
Nebraska=Lincoln;Nevada=Carson City;New Hampshire=Concord;New Jersey=Trenton;New Mexico=Santa Fe;New York=Albany
North Carolina=Raleigh;North Dakota=Bismarck;Ohio=Columbus;Oklahoma=Oklahoma City;Oregon=Salem;Pennsylvania=Harrisburg
Rhode Island=Providence;South Carolina=Columbia;South Dakota=Pierre;Tennessee=Nashville;Texas=Austin;Utah=Salt Lake City
Vermont=Montpelier;Virginia=Richmond;Washington=Olympia;West Virginia=Charleston;Wisconsin=Madison;Wyoming=Cheyenne"""

ELEMENTS = """hydrogen=H;helium=He;lithium=Li;beryllium=Be;boron=B;carbon=C;nitrogen=N;oxygen=O;fluorine=F;neon=Ne;sodium=Na
magnesium=Mg;aluminium=Al;silicon=Si;phosphorus=P;sulfur=S;chlorine=Cl;argon=Ar;potassium=K;calcium=Ca;scandium=Sc;titanium=Ti
vanadium=V;chromium=Cr;manganese=Mn;iron=Fe;cobalt=Co;nickel=Ni;copper=Cu;zinc=Zn;gallium=Ga;germanium=Ge;arsenic=As
selenium=Se;bromine=Br;krypton=Kr;rubidium=Rb;strontium=Sr;yttrium=Y;zirconium=Zr;niobium=Nb;molybdenum=Mo;ruthenium=Ru
rhodium=Rh;palladium=Pd;silver=Ag;cadmium=Cd;indium=In;tin=Sn;antimony=Sb;tellurium=Te;iodine=I;xenon=Xe;caesium=Cs;barium=Ba
lanthanum=La;cerium=Ce;neodymium=Nd;samarium=Sm;europium=Eu;gadolinium=Gd;terbium=Tb;erbium=Er;ytterbium=Yb;lutetium=Lu
hafnium=Hf;tantalum=Ta;tungsten=W;rhenium=Re;osmium=Os;iridium=Ir;platinum=Pt;gold=Au;mercury=Hg;thallium=Tl;lead=Pb
bismuth=Bi;polonium=Po;radon=Rn;radium=Ra;thorium=Th;uranium=U;plutonium=Pu"""

OPPOSITES = """hot=cold;big=small|little;fast=slow;high=low;up=down;left=right;open=closed|shut|close;full=empty;light=dark|heavy
day=night;young=old;early=late;hard=soft|easy;wet=dry;strong=weak;rich=poor;happy=sad|unhappy;clean=dirty;loud=quiet|soft|silent
thick=thin;wide=narrow;deep=shallow;sharp=dull|blunt;smooth=rough;sweet=sour|bitter;tight=loose;true=false;safe=dangerous|unsafe
begin=end|finish;win=lose;buy=sell;give=take|receive;push=pull;love=hate;accept=reject|refuse;increase=decrease;success=failure
friend=enemy|foe;front=back|rear;inside=outside;before=after;above=below;always=never;all=none|nothing;many=few;first=last;old=new|young
ancient=modern;brave=cowardly|timid|afraid;cheap=expensive|costly;generous=stingy|selfish|greedy;guilty=innocent;major=minor
maximum=minimum;optimist=pessimist;permanent=temporary;polite=rude|impolite;public=private;simple=complex|complicated;tall=short
vertical=horizontal;victory=defeat|loss;war=peace;west=east;north=south;odd=even;positive=negative;present=absent;arrive=leave|depart
remember=forget;build=destroy|demolish;expand=contract|shrink;export=import;victim=perpetrator|culprit;wise=foolish|unwise"""

PAST = """go=went;see=saw;eat=ate;run=ran;write=wrote;take=took;give=gave;come=came;know=knew;think=thought;buy=bought;bring=brought
teach=taught;catch=caught;fly=flew;grow=grew;throw=threw;draw=drew;drive=drove;ride=rode;rise=rose;speak=spoke;break=broke
choose=chose;freeze=froze;steal=stole;wake=woke;wear=wore;tear=tore;swear=swore;begin=began;drink=drank;ring=rang;sing=sang
sink=sank;swim=swam;shrink=shrank;find=found;bind=bound;grind=ground;wind=wound;fight=fought;seek=sought;sell=sold;tell=told
hold=held;feel=felt;keep=kept;sleep=slept;sweep=swept;weep=wept;leave=left;lose=lost;build=built;send=sent;spend=spent;lend=lent
bend=bent;make=made;pay=paid;say=said;lay=laid;lie=lay|lied;stand=stood;understand=understood;win=won;shine=shone|shined
strike=struck;stick=stuck;sting=stung;swing=swung;dig=dug;hang=hung|hanged;spin=spun;sit=sat;spit=spat|spit;meet=met;feed=fed;lead=led
bleed=bled;breed=bred;flee=fled;forget=forgot;get=got;forgive=forgave;hide=hid;bite=bit;slide=slid;light=lit|lighted;shoot=shot
blow=blew;fall=fell;become=became;have=had;do=did;be=was|were;creep=crept;kneel=knelt|kneeled;deal=dealt;mean=meant;dream=dreamt|dreamed"""

PLURALS = """child=children;man=men;woman=women;foot=feet;tooth=teeth;goose=geese;mouse=mice;ox=oxen;person=people;leaf=leaves
knife=knives;life=lives;wolf=wolves;shelf=shelves;half=halves;cactus=cacti|cactuses;fungus=fungi;nucleus=nuclei;analysis=analyses
crisis=crises;thesis=theses;phenomenon=phenomena;criterion=criteria;datum=data;city=cities;baby=babies;potato=potatoes
hero=heroes;box=boxes;bus=buses;sheep=sheep;deer=deer;fish=fish|fishes;louse=lice;axis=axes;appendix=appendices|appendixes
die=dice;loaf=loaves;thief=thieves;calf=calves"""

WORDS = """dog=chien/perro/Hund;cat=chat/gato/Katze;house=maison/casa/Haus;water=eau/agua/Wasser;bread=pain/pan/Brot
book=livre/libro/Buch;tree=arbre/árbol|arbol/Baum;sun=soleil/sol/Sonne;moon=lune/luna/Mond;day=jour/día|dia/Tag
night=nuit/noche/Nacht;red=rouge/rojo/rot;blue=bleu/azul/blau;green=vert/verde/grün|gruen;one=un/uno/eins;two=deux/dos/zwei
three=trois/tres/drei;milk=lait/leche/Milch;fish=poisson/pescado|pez/Fisch;hand=main/mano/Hand;eye=œil|oeil/ojo/Auge
mother=mère|mere/madre/Mutter;father=père|pere/padre/Vater;friend=ami/amigo/Freund;school=école|ecole/escuela/Schule
street=rue/calle/Straße|Strasse;window=fenêtre|fenetre/ventana/Fenster;door=porte/puerta/Tür|Tuer;table=table/mesa/Tisch
apple=pomme/manzana/Apfel;horse=cheval/caballo/Pferd;bird=oiseau/pájaro|pajaro/Vogel;flower=fleur/flor/Blume;king=roi/rey/König
white=blanc/blanco/weiß|weiss;black=noir/negro/schwarz;summer=été|ete/verano/Sommer;winter=hiver/invierno/Winter
fire=feu/fuego/Feuer;heart=cœur|coeur/corazón|corazon/Herz"""


def pairs(text):
    return [entry.split("=") for line in text.split("\n") for entry in line.split(";")]


def all_questions():
    draw = random.Random(11)
    out = []
    for kind, text, form in (
            ("capitals", CAPITALS, "What is the capital of %s?"),
            ("states", STATES, "What is the capital of the US state of %s?"),
            ("elements", ELEMENTS, "What is the chemical symbol of %s?"),
            ("opposites", OPPOSITES, 'What is the opposite of "%s"? Answer with one word.'),
            ("past", PAST, 'What is the past tense of the verb "to %s"? Answer with one word.'),
            ("plurals", PLURALS, 'What is the plural of "%s"? Answer with one word.')):
        out += [(kind, form % key, value.split("|")) for key, value in pairs(text)]
    for key, value in pairs(WORDS):
        for language, word in zip(("French", "Spanish", "German"), value.split("/")):
            out.append(("words", 'Translate "%s" to %s. Answer with one word.' % (key, language), word.split("|")))
    for low, high, count in ((1, 10, 40), (10, 99, 80), (100, 999, 80)):
        for _ in range(count):
            a, b = draw.randint(low, high), draw.randint(low, high)
            out.append(("sums", "What is %d + %d?" % (a, b), [str(a + b)]))
    for _ in range(100):
        a, b = draw.randint(2, 12), draw.randint(2, 19)
        out.append(("products", "What is %d times %d?" % (a, b), [str(a * b)]))
    for _ in range(100):
        a, b = draw.sample(range(10, 1000), 2)
        out.append(("larger", "Which number is larger, %d or %d? Answer with the number only." % (a, b), [str(max(a, b))]))
    return out


if __name__ == "__main__":
    questions = all_questions()
    print(len(questions), {k: sum(q[0] == k for q in questions) for k in sorted({q[0] for q in questions})})
