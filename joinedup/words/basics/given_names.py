"""Given names and the other forms of them that people use. Our own list, of everyday English use and common spellings.

A form may belong to more than one name: Alex is Alexander or Alexandra; two names are alike when they share one.
Used to find a person and to link records; what is shown is the name as its source wrote it.
"""

from __future__ import annotations

import functools

# name: its other forms
_FORMS = """
abdul: abdel abd
abigail: abbie abby gail
abraham: abe bram
adam: ad
agnes: aggie nessie
ahmed: ahmad ahmet
aisha: ayesha aysha aishah
alan: allan allen al
albert: al bert bertie
alexander: alex al sandy alec xander alasdair alistair
alexandra: alex sandra lexi sandy alexa
alfred: alf alfie fred
ali: aly
alice: ali allie alicia
alison: ali allison
amanda: mandy manda
amelia: amy millie mia milly
andrew: andy drew
angela: angie ange
ann: anne annie anna nan
anna: ann anne annie
anthony: tony antony ant
arthur: art artie
barbara: babs barb
beatrice: bea bee trixie beatrix
benjamin: ben benji benny
bernard: bernie
bridget: biddy bridie brigid
caroline: carol carrie caro
catherine: cathy kate katie cath kathryn katherine kathleen kath kathy kay kitty katharine
charles: charlie chas chuck
charlotte: charlie lottie lotte char
christina: chris tina chrissie kristina
christine: chris chrissie tina kristine
christopher: chris kit topher
clifford: cliff
colin: col
constance: connie
cynthia: cindy
daniel: dan danny
danielle: dani
david: dave davy dai
deborah: debbie deb debra
dennis: den denis
derek: del derrick
diana: di diane
donald: don donny
dorothy: dot dottie dolly dorothea
douglas: doug dougie
edith: edie
edward: ed eddie ted teddy ned eddy
edwin: ed eddie
eileen: aileen
eleanor: ellie nell nora elle elinor
elizabeth: liz beth betty lizzie eliza elsie libby lisa bess lilibet betsy elisabeth
ellen: nell ellie nellie helen
emily: em emmie millie
emma: em emmie
ernest: ernie ern
esther: essie hester
eugene: gene
evelyn: eve evie
fatima: fatimah fatma
florence: flo florrie flossie
frances: fran fanny frankie francesca
francis: frank fran frankie
frank: francis frankie
frederick: fred freddie freddy
gareth: gary gaz
gary: garry
gabriel: gabe
gabrielle: gabby
geoffrey: geoff jeff jeffrey
george: georgie
georgina: georgie gina georgia
gerald: gerry jerry
gerard: gerry
gillian: gill jill
gladys: glad
gordon: gord
graham: graeme grahame
gregory: greg
gwendoline: gwen
hannah: hanna
harold: harry hal
harriet: hattie harri
harry: henry harold
hassan: hasan
helen: nell helena ellen
henry: harry hal hank
hilda: hildy
hussain: hussein husain hussien
ian: iain
ibrahim: ebrahim
irene: rene
isaac: ike zac
isabella: bella izzy isabelle isobel belle isabel
jacob: jake
jacqueline: jackie jacqui
james: jim jimmy jamie jem
jane: jayne janie
janet: jan
janice: jan
jasmine: jas yasmin
jean: jeanie jeannie
jeffrey: jeff geoffrey
jennifer: jen jenny jennie
jeremy: jerry jem
jessica: jess jessie
joan: joanie
joanna: jo joanne anna
joanne: jo joanna
john: jack johnny jon
jonathan: jon jonny john
joseph: joe joey jo
josephine: jo josie
joshua: josh
joyce: joy
judith: judy judi
julia: julie jules
julian: jules
karen: kaz
katherine: kate kathy kath katie catherine kay kathryn
kenneth: ken kenny
kevin: kev
khadija: khadijah
kimberley: kim kimberly
laura: laurie
lawrence: larry laurie laurence
leonard: len lenny leo
leslie: les lesley
lewis: lew louis
lillian: lily lil lilian
linda: lyn lindy lynda
louis: lou lewis louie
louise: lou
lucy: lucie lulu
lynne: lynn lyn
madeleine: maddie maddy madeline
malcolm: mal malc
margaret: maggie peggy meg marge margie daisy madge greta peg rita
maria: mary marie
marian: marion
marjorie: marge margie
martha: marty
martin: marty martyn
mary: molly polly may maria marie
maryam: mariam miriam
matilda: tilly maud
matthew: matt mat
maureen: mo
maurice: mo morris
maxwell: max
melanie: mel
melissa: mel
michael: mike mick mickey micky
michelle: shell
mildred: millie
mohammed: muhammad mohamed mohammad muhammed mohamad mohamud md mohd
monica: mon
nancy: nan
natalie: nat
nathan: nat nate
nathaniel: nat nate nathan
neil: neal niall
nicholas: nick nicky nic nicolas
nicola: nicky nikki
norma: norm
norman: norm
oliver: ollie olly
olivia: liv livvy
pamela: pam
patricia: pat patsy tricia trish patty paddy
patrick: pat paddy
paul: pauly
pauline: paula
penelope: penny pen
peter: pete
philip: phil pip phillip
philippa: pippa pip
priscilla: cilla
rachel: rach rachael
raymond: ray
rebecca: becky becca beck
reginald: reg reggie
richard: rick dick richie ricky rich
robert: bob rob bobby robbie robin bert
roberta: bobbie
roderick: rod
rodney: rod
roger: rodge
ronald: ron ronnie
rosemary: rosie rose
rose: rosie
roy: leroy
russell: russ
ruth: ruthie
samantha: sam sammy
samuel: sam sammy
sandra: sandy alexandra
sarah: sara sally sadie
sean: shaun shawn
sharon: shaz
sheila: shelagh
shirley: shirl
sidney: sid sydney
simon: si
sophia: sophie sofia
stanley: stan
stephanie: steph
stephen: steve steven stevie
stuart: stu stewart
susan: sue suzie susie suzanne susanna
suzanne: sue suzy
sylvia: sylvie
tamara: tammy
teresa: terri tess terry theresa
terence: terry tel
theodore: ted theo teddy
theresa: terri tess terry teresa
thomas: tom tommy
timothy: tim timmy
tracey: tracy
ursula: ursh
valerie: val
vanessa: nessa
veronica: ronnie vera
victor: vic
victoria: vicky vikki tori vic
vincent: vince vinny
violet: vi
virginia: ginny
vivian: viv vivien vivienne
walter: wally walt
wendy: wend
wilfred: wilf
william: bill billy will willie liam
winifred: winnie fred
yusuf: yousuf youssef yousef
yvonne: eve
zachary: zac zach zak
"""


# Done when the module is loaded, before a change can be put in.
def _known() -> dict[str, tuple[str, ...]]:  # pragma: no mutate block
    """Return every form with the names it may be short for, itself among them where it is a name."""
    found: dict[str, list[str]] = {}
    for line in _FORMS.strip().splitlines():
        name, _, forms = line.partition(":")
        for form in (name, *forms.split()):
            found.setdefault(form, []).append(name)
    return {form: tuple(dict.fromkeys(names)) for form, names in found.items()}


_NAMES_OF = _known()


def names_of(key: str) -> tuple[str, ...]:
    """Return the names of which ``key`` (a ``names.key``) may be a form; itself where it is in no line."""
    return _NAMES_OF.get(key, (key,))


@functools.cache
def _together() -> dict[str, frozenset[str]]:
    """Return each name with all its forms."""
    found: dict[str, set[str]] = {}
    for form, names in _NAMES_OF.items():
        for name in names:
            found.setdefault(name, {name}).add(form)
    return {name: frozenset(forms) for name, forms in found.items()}


def forms_of(key: str) -> frozenset[str]:
    """Return ``key`` with every other form of each name that it may be a form of, both ways."""
    together = _together()
    return frozenset({key}).union(*(together.get(name, frozenset()) for name in names_of(key)))


def distance(one: str, other: str) -> int:
    """Return how many letters were added, left out, changed or swapped with a neighbour between two words.

    Source: optimal string alignment (Damerau–Levenshtein where no piece is edited twice).
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        before_last, last = last, row
    return last[-1]
