"""Common given names, to tell people from other names and "he" from "she". A name given to both is in
neither."""

from index.speech.word_classes import word_set

MALE = word_set(
    """aaron abdul abdullah adam adrian ahmad ahmed alan albert alberto alejandro aleksandr alexander
    alfred ali allan allen alvin amir amit anders andre andreas andrew andrey andy angelo angus anthony
    antonio anton antony archie arjun arnold arthur arturo asif axel barack barry bartosz ben benedict
    benjamin bernard bernie bert bill billy björn bob bobby boris brad bradley brandon brendan brent
    brett brian bruce bruno bryan carl carlo carlos cedric chad charles charlie chester christian
    christoph christopher chuck clarence claude clive cody colin conor craig curtis cyril dale damian
    dan daniel daniele danny darren darryl dave david dean dennis derek derrick desmond dick diego
    dieter dimitri dirk dmitry dominic don donald douglas duncan dustin dwight earl ed eddie edgar
    eduardo edward edwin elias elliott emil emmanuel enrique eric erik ernest ernst eugene evan ewan
    fabian federico felix ferdinand fernando floyd francesco francis francisco francois françois frank
    franklin franz fred frederick friedrich gabriel gareth gary gavin geoff geoffrey george gerald
    gerard gerhard gilbert giles giovanni giuseppe glen glenn gordon graham grant greg gregory
    guillaume gunther gustav guy hamid hans harold harry harvey hassan hector heinrich helmut henri
    henrik henry herbert herman hiroshi horst howard hubert hugh hugo hussein ian ibrahim igor imran
    isaac ismail ivan jack jacob jacques jaime jake jakob jamal james jamie jan jason jared javier jay
    jean-claude jeff jeffrey jens jeremy jerome jerry jim jimmy joachim joe joel johan johann john
    johnny jon jonas jonathan jordi jorge josé jose josef joseph joshua juan jules julian julio jürgen
    justin kareem karl karim keith ken kenneth kevin khaled khalid klaus konrad konstantin kurt kyle
    lars larry laurence laurent lawrence leo leon leonard leroy leslie lewis liam lindsey lionel lloyd
    lorenzo lothar louis luca lucas ludwig luigi luis luke magnus mahmoud malcolm manfred manuel marc
    marcel marcelo marco marcus mario marius mark markus martin marvin mateo matt matthew matthias
    maurice mauro max maxim maximilian melvin michael michel miguel mike mikhail milan miles milton
    mitch mitt mohamed mohammad mohammed morgan morris moses muhammad murray mustafa narendra nathan
    neal neil nelson neville nicholas nicolas nigel nikolai nils noah noel norbert norman oleg oliver
    olivier omar oscar osman otto owen pablo paolo pascal patrick paul pavel pedro per perry pete peter
    petr phil philip philippe phillip pierre piotr quentin rafael ralph ramon randall randy raphael
    rashid raul ravi ray raymond reginald rene rené ricardo richard rick rob robert roberto rodney
    rodrigo roger roland rolf roman ron ronald rory ross roy rudolf rudolph rudy rupert russell ryan
    said salman salvador sam samir samuel sanjay santiago saul scott sean sebastian serge sergei sergey
    sergio seth shane shaun sidney simon slobodan spencer stan stanley stefan stephan stephen steve
    steven stewart stuart sven takashi ted terence terry theo theodore thierry thomas tim timothy
    tobias todd tom tomas tommy tony trevor tristan tyler ulrich umberto vaclav victor viktor vincent
    vincenzo vladimir volker wallace walter warren wayne wendell werner wilfred wilhelm will willem
    william willie winston wolfgang xavier yusuf yuri yves zachary"""
)

FEMALE = word_set(
    """abigail ada adele adriana agnes agnieszka agatha aisha alejandra alexandra alice alicia alison
    amanda amber amelia amina amy ana anastasia andrea angela angelina angie anita ann anna annabel
    anne annette annie antonia april arianna astrid audrey barbara beatrice belinda berit bernadette
    beth bethany betsy betty beverly bianca birgit bonnie brenda bridget brigitte britta camilla carla
    carmen carol carole caroline carolyn carrie catherine cathy cecilia celia chantal charlotte chelsea
    cheryl chloe christina christine cindy claire clara clare claudia colleen connie constance cora
    cordelia corinne cristina cynthia daisy daniela danielle daphne dawn deborah debbie debra delia
    denise diana diane dolores donna dora doreen doris dorothy edith eileen elaine eleanor elena elisa
    elisabeth elise elizabeth ella ellen elsa elspeth emily emma erica erika erin esther eva eve
    eveline evelyn faith fatima felicity fiona flora florence frances francesca freda frieda gabriela
    gabrielle gail gemma georgina geraldine gertrude gillian gina giulia gloria grace greta gudrun gwen
    hannah harriet heather heidi helen helena helga henrietta hilary hilda hillary holly hope ida
    imogen ines inga ingeborg ingrid irene irina iris irma isabel isabella isabelle ivana ivy
    jacqueline jane janet janice janine jasmine jeanette jeanne jennifer jenny jessica jill jo joan
    joanna joanne jocelyn josephine joy joyce juanita judith judy julia juliana julie juliet june karen
    karin karla katarina kate katherine kathleen kathryn kathy katie katrin katrina kay kerstin kirsten
    kristin kristina lara larissa laura lauren lena leona leticia lidia lilian lily linda lisa liz lois
    loretta lorna lorraine louisa louise lucia lucy luisa lydia lynn lynne mabel madeleine madeline
    magdalena maggie mandy marcia margaret margarita margot maria mariam marian marianne marie marilyn
    marina marion marjorie marlene marta martha martina mary matilda maureen maxine megan mei melanie
    melinda melissa mercedes michaela michelle mildred mila milena miranda miriam moira molly mona
    monica monique muriel myra nadia nancy naomi natalia natalie natasha nicola nicole nina nora noreen
    norma odile olga olive olivia ophelia paige pamela pat patricia paula pauline peggy penelope penny
    petra phoebe phyllis polly priscilla rachel ramona rebecca regina renate renee rhonda rita roberta
    rosa rosalind rose rosemary roxanne ruth sabine sabrina sadie sally samantha sandra sara sarah
    selina selma shannon sharon sheila shirley sibylle silvia simone sofia sonia sonja sophia sophie
    stacey stella stephanie sue susan susanna susanne suzanne sybil sylvia tabitha tamara tania tanya
    tara tatiana teresa tessa thelma theresa tiffany tina tracy trudy ulrike una ursula valentina
    valerie vanessa vera veronica vicky victoria viola violet virginia vivian viviana wanda wendy wilma
    winifred yasmin yolanda yvonne zoe zuzana"""
)
