// Made by scripts/vocabulary.ts from 2,000,000 sentences of the grammar; a test finds it complete.

const specials = ["<pad>", "<bos>", "<eos>"] as const;

/** Every English token of the grammar in the order of its id: `<pad>` 0, `<bos>` 1, `<eos>` 2, then sorted. */
export const sourceVocabulary: readonly string[] = tokens(`
  'll 'm 're 's ? a about afternoon all always am an and angry animal animals answer answers
  ant anybody anything apple apples are arrive arrived arrives arriving artist artists at ate
  attention aunt avenue bad bag bags ball balls barn bathroom beach bear beautiful because bed
  bedroom beds behind bicycle bicycles big bird birds black blue boat book books bought box
  boxes boy boys bread break breaks bridge broke broken brother brothers brown bull bus buses
  busy butterfly buy buying buys cake cakes camel car carried carries carry carrying cars cat
  cats cave chair chairs cheap chess chicken chickens child children church cities city clean
  climb climbed climbing climbs close closed closes closing coffee cold comfortable cook cooked
  cooking cooks cow cows cried cries crocodile cross crossed crosses crossing crowded cry
  crying cup dance danced dances dancing dangerous dark daughter day days deep dentist dentists
  desert did dirty do doctor doctors does dog dogs donkey door doors drank dream dreamed
  dreaming dreams dress dresses drink drinking drinks drive drives driving drove duck ducks
  early easy eat eating eats elephant empty english enter entered enters evening every
  expensive farm fast father field find finds fine first fish fit flower flowers football for
  forest found fox frog full funny garage garden gave giraffe girl girls give gives giving go
  goat goes good goodbye gorilla grandfather grandmother great green guitar had happy hard has
  hat hats have he heavy hello help helped helping helps her hi high hill him his horse horses
  hospital hot house houses how hungry i important in injured intelligent interesting is it
  juice kangaroo key keys kind king kitchen knew know knows lake last late lazy leave leaves
  leaving left let letter letters light like likes lion lions listen listened listening listens
  live lived lives lizard long look looked looking looks lose loses lost love loves luck man
  many map maps market mat me meat men mice milk monkey monkeys morning mother mountain mouse
  movie movies muddy museum music my n't name narrow near need needed needs nervous never new
  newspaper next night no nobody not nothing now old on open opened opening opens orange other
  our owl park parks parrot path pen penguin pens people person phone piano picture pictures
  pig pink plate play played playing plays please portuguese prince princess problem problems
  puppy queen question questions rabbit rabbits rain rained raining rains ran read reading
  reads red rice rich river road rooster run running runs sad safe same sang sat saw scared
  school schools sea see sees sell selling sells send sending sends sent she sheep shirt shirts
  shoe shoes short show showed showing shows sick sing singing sings sister sisters sit sits
  sleep sleeping sleeps sleepy slept slow small snake snakes snow snowed snowing snows sold
  some son sorry soup speak spider square squirrel start started starts steep stop stopped
  stops store stores stories story street streets strong student students studied studies study
  studying swam swamp swim swimming swims table tables talk talked talking talks tall tea
  teacher teachers tell telling tells ten tennis thank that the their there these they thirsty
  this those three tiger time tired to today told tomorrow too train trains tree trees trip
  trips truck trucks truth tunnel turtle two uncle under understand understands understood us
  valley very wait waited waiting waits walk walked walking walks want wanted wants was wash
  washed washes washing watch watched watches watching water we weak wear wearing wears welcome
  went were wet what when where white who why wide will window windows with wo wolf woman women
  work worked working works write writes writing wrote yard yellow yes yesterday you young your
  zebra
`);

/** Every Portuguese piece of the grammar in the order of its id: `<pad>` 0, `<bos>` 1, `<eos>` 2, then sorted. */
export const targetVocabulary: readonly string[] = tokens(`
  ? a abert abr agora ajud alguma alguns alt am amanhã amarel anima ao aos aquela aquelas
  aquele aqueles aranha arroz artista as assist assustad atenção atrasad atravess atrás até
  avenida avó avô azu baix banheiro barat barco beb bem bicicleta boa boas bola bolo bolsa bom
  bonit bons borboleta branc brinc brinqu burro cab cabra cachorro cadeira café caixa cama
  camelo caminh caminho camisa campo caneta canguru cansad cant car carne carreg carregu carro
  carta casa cavalo caverna cedo celeiro chapéu chave cheg chegu chei chor chov chá cidade
  cobra coelho com comec começ comigo como compr confortáve conhec conheç conosco cont corr
  coruja coub cozinh cozinha criança crocodilo curt d da danc danç daquela daquelas daquele
  daqueles das de deix dela delas dele deles demais dentista desculpe deserto desta destas
  deste destes dez dia difíc dirig dirij do doente dois dorm dos duas dur durm dá e ela elas
  ele elefante eles em embaixo encontr engraçad enlamead entend entr era eram escola escrev
  escur escuro esper esquilo est esta estas este estes estrada estreit estud estudante eu fal
  favor fazenda fech fechad feliz fica filha filho filhote filme flor floresta foi fome fomos
  foram formiga forte frac frio fui fund futebo fác galinha galo garage gato gent girafa gorila
  gost grande havia história hoje home horas hospita há idos igreja importante inglês
  inteligente interessante irmã irmão isto janela jardi jog jogu jorna jove l lagarto lago
  laranja larg lav le lei leite lent leve limp livro lobo loja long lotad lê macaco machucad
  mand manhã mapa mar marro maçã menina menino mercado mesa mesm meu mim minha molhad montanha
  mor morro mostr movimentad muit mulher museu mãe médic música na nad nada naquela naquelas
  naquele naqueles nas nervos nesta nestas neste nestes nev ninguém no noite nome nos noss nov
  nunca não nós o obrigad ocupad oi olh olá onde ontem os outr ouv ouç ovelha pai papagaio par
  para parque pato peixe pequen perc perd perdid pergunta perigos perto pesad pessoa piano
  pingui ponte por porco porque porta português praia prato praça precis preguiços pret primeir
  princesa problema procur professor príncipe próxim pássaro pântano pão quadro qual quando
  quarto que quebr quebrad quem quente quer quinta rainha raiva raposa rato rei relógio
  resposta ric rio rosa rua rui rápid sa sab sai sapato sapo sede segur sei sempre sent seu sim
  sob somos sonh sono sopa sorte sou sub suco suj são t tapete tarde tartaruga tchau telefone
  tem tenh tia tigre tinh tio toc tod toqu touro trabalh tre triste três tudo têm tênis tính
  túne um uma urso us v vaca vai vale vamos vazi ve vej velh vend verdade verde vermelh vestido
  viage viol você vocês vou vão vê xadrez xícara zebra ·a ·am ·amos ·ando ·ar ·aram ·as ·ava
  ·avam ·e ·ei ·eis ·em ·emos ·endo ·er ·eram ·es ·eu ·i ·ia ·iam ·il ·imos ·indo ·ir ·iram ·is
  ·iu ·l ·m ·ns ·o ·os ·ou ·s ·u ·á ·ávamos ·ão ·í ·íamos ·ímos ·íram ·ões à àquela àquelas
  àquele àqueles às água árvore é éramos íngreme ônibus últim
`);

function tokens(text: string): string[] {
  return [...specials, ...text.trim().split(/\s+/)];
}
