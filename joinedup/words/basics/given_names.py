"""The forms of one given name that people use, and how far apart two words are: to find people, not to show."""

from __future__ import annotations

import functools

# Each line: a given name and the other forms in which it is met. Common English usage; a form may stand in many lines.
_FORMS = """
abigail abi abby gail
alan allan allen alun
alexander alex alec sandy alistair
alexandra alex sandra lexi sasha
alfred alf alfie fred
alison ali allison
amanda mandy
andrew andy drew
angela angie
ann anne anna annie nan nancy
anthony tony antony
antonia toni
arthur art
barbara barb babs
beatrice bea trixie
benjamin ben benny benji
bernard bernie
bridget biddy bridie
caroline carol carrie caz
catherine katherine katharine kathryn cathy kathy kate katie kitty cath kath kay
charles charlie chas chuck
charlotte lottie charlie
christina christine chris tina chrissie
christopher chris kit
cynthia cindy
daniel dan danny
david dave davy dai
deborah debra deb debbie
derek del
dominic dom
donald don donnie
dorothy dot dottie dolly dora
douglas doug
edith edie
edmund ed ned ted
edward ed eddie ned ted teddy
eleanor elinor ellie nell nellie nora
elizabeth elisabeth liz lizzie beth betty bess libby eliza elsie lisa betsy
emily emma em emmy
ernest ernie
eugene gene
florence flo florrie flossie
frances fran frankie fanny
francis frank frankie
frederick fred freddie freddy
gabriel gabe
geoffrey geoff jeffrey jeff
george georgie
gerald gerry jerry
gertrude gert trudy
gillian gill jill
gladys glad
graham graeme grahame
gregory greg
gwendoline gwen
harold harry hal
harriet hattie
helen ellen nell
henry harry hal hank
herbert bert herb
ian iain
irene renee
isabel isabella isobel izzy bella
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie jem
jane jenny janie
janet jan
jennifer jen jenny jenni
jeremy jerry jem
jessica jess jessie
joan joanie
joanna joanne jo
john jack johnny jon
jonathan jon johnny jonny
joseph joe joey
josephine jo josie
joshua josh
judith judy jude
julia julie jules
kenneth ken kenny
kimberley kim
laurence lawrence larry laurie
leonard len lenny leo
leslie les
lilian lillian lily
louis lou lewis
louise lou lulu
lucy lucille
madeleine maddie
margaret maggie peggy meg madge rita greta daisy
maria marie ria
marjorie margery marge madge
martha mattie
martin marty
mary molly polly may mae
matilda tilly
matthew matt
maurice morris
maureen mo
melanie mel
michael mick mike micky
michelle shelly
mohammed muhammad mohamed mohammad muhammed mohamad mo
natalie nat
nathaniel nathan nat
nicholas nicolas nick nicky
nicola nicky nikki
norman norm
oliver ollie
olivia liv
pamela pam
patricia pat patsy tricia trish
patrick pat paddy
pauline polly
penelope penny
peter pete
philip phillip phil pip
philippa pippa pip
phyllis phyl
priscilla cilla
rachel rachael rach
raymond ray
rebecca becky becca
reginald reg reggie
richard dick rich rick ricky
robert bob rob bobby robbie bert
roger rodge
ronald ron ronnie
rosemary rose rosie
russell russ
samantha sam
samuel sam sammy
sarah sara sally sadie
sebastian seb
sheila shelagh
sidney sydney sid
simon si
sophia sophie
stanley stan
stephanie steph
stephen steven steve stevie
stuart stewart stu
susan sue susie suzanne susanna
sylvia syl
terence terry
teresa theresa terry tess tessa
theodore ted teddy theo
thomas tom tommy
timothy tim
tobias toby
valerie val
veronica ronnie vera
victor vic
victoria vicky vicki tori
vincent vince vinny
violet vi
virginia ginny
vivien vivienne viv
walter wally walt
wilfred wilf fred
william bill billy will willie liam
winifred win winnie freda
zachary zac zak
"""


@functools.cache
def _forms() -> dict[str, frozenset[str]]:
    """Return each form with every form that stands in a line with it."""
    together: dict[str, set[str]] = {}
    for line in _FORMS.splitlines():
        forms = line.split()
        for form in forms:
            together.setdefault(form, set()).update(forms)
    return {form: frozenset(forms) for form, forms in together.items()}


def forms_of(key: str) -> frozenset[str]:
    """Return the given name ``key`` (a ``names.key``) and the other forms of it that people use, both ways."""
    return _forms().get(key, frozenset()) | {key}


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
