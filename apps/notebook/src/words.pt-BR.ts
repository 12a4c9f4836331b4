import type { Words } from "./words.ts";

/** In running text, numbers as Portuguese writes them. */
const comma = (number: string) => number.replace(".", ",");

export const portuguese: Words = {
  title: "O mecanismo de atenção, à mão e com os pacotes",
  introduction: `
    Este é o caderno do qual o Clearhead nasceu, levado até o fim. Cada passo de um Transformer
    aparece duas vezes: em by-hand.ts, à mão, com listas de números e nada mais; e em
    with-packages.ts, com os pacotes @clearhead. Os números abaixo foram todos calculados agora,
    pelos dois caminhos, com os mesmos pesos, e cada capítulo termina dizendo quanto os dois
    diferem.

    Os números do caderno: vetores de 64 (dModel), dez tokens, um vocabulário de 100 palavras. Os
    pesos são sorteados, com semente fixa: ninguém treinou nada aqui, e por isso os padrões ainda
    não querem dizer nada. O que se aprende é o caminho que cada número faz.

    In English: npm run notebook -- --lang en
  `,
  closing: `
    E daqui para onde? Abra by-hand.ts: é um arquivo só, sem nenhum import, e tudo o que você viu
    está lá. Depois npm start abre o laboratório, onde um tradutor treinado com estes mesmos
    pacotes mostra para onde cada cabeça olha e de onde vem cada número.
  `,
  reading: ["o", "gato", "viu", "o", "rato", "e", "o", "rato", "viu", "Ana"],
  writing: ["<início>", "the", "cat", "saw", "the"],
  parts: { formula: "Fórmula", shapes: "Formas", look: "Repare" },
  agree: (name, difference) => `${name}: à mão = com os pacotes (maior diferença ${difference})`,
  chapters: {
    embedding: {
      title: "Embedding: cada palavra vira um vetor",
      what: `
        Um modelo não lê palavras, lê números. Cada palavra do vocabulário tem um id, e o embedding
        é uma tabela com uma linha para cada id: procurar a palavra é copiar a linha dela. No começo
        as linhas são sorteadas; é o treino que vai aproximando as palavras usadas de modo parecido.

        No caderno a função sorteava uma tabela nova a cada chamada, e a mesma palavra ganhava um
        vetor diferente a cada vez. Aqui a tabela é sorteada uma vez só e guardada, porque é nela
        que o modelo aprende.
      `,
      look: `
        A palavra “o” tem o id 17 e aparece três vezes: as três linhas são idênticas. Até aqui nada
        diz onde, na frase, cada uma delas está.
      `,
    },
    positions: {
      title: "Posições: um relógio para cada par de números",
      what: `
        A atenção, sozinha, não conhece a ordem: para ela uma frase é um saco de palavras. Por isso
        somamos ao vetor de cada palavra um vetor que só depende da posição. Cada par de números é
        o ponteiro de um relógio: o primeiro dá uma volta a cada 6,28 palavras, o último, a cada 47
        mil. Lidos juntos, os ponteiros dizem a hora, isto é, a posição.

        Andar três palavras é girar cada ponteiro sempre pelo mesmo ângulo, de onde quer que se
        saia. Por isso o produto de duas posições só depende da distância entre elas.
      `,
      look: `
        Na posição 0, sen 0 = 0 e cos 0 = 1 se alternam. Descendo pelas colunas, as da esquerda
        mudam depressa e as últimas quase nada. Na soma, as três linhas de “o” já não são iguais. E
        o produto com a posição 0 tende a cair com a distância: vizinhos se parecem.
      `,
    },
    oneHead: {
      title: "Uma cabeça de atenção: quem olha para quem",
      what: `
        Aqui o caderno parou, em “Mecanismos de Atenção”. Cada palavra faz uma pergunta (a consulta,
        q), mostra uma etiqueta (a chave, k) e oferece um conteúdo (o valor, v). O produto q·k mede
        quanto a pergunta combina com a etiqueta. Dividimos por √d, senão os produtos crescem com o
        tamanho do vetor e o softmax vira tudo ou nada. O softmax transforma as notas em partes que
        somam 1, e o resultado é a média dos valores, pesada por essas partes.

        Primeiro sem pesos: cada palavra usa o próprio vetor como consulta, chave e valor, e assim
        olha para quem se parece com ela. Depois como no modelo: três camadas lineares aprendem o
        que perguntar, o que mostrar e o que oferecer.
      `,
      look: `
        Cada linha é uma consulta, cada coluna uma chave, e cada linha soma 1. Sem posições, os três
        “o” não se distinguem: um terço para cada um. Com posições, cada palavra olha primeiro para
        si e depois para a gêmea. Com W_Q, W_K e W_V sorteados a atenção se espalha: essa cabeça
        ainda não aprendeu o que procurar. E nenhum número é mágico: a explicação refaz um deles
        com os operandos de verdade.
      `,
    },
    manyHeads: {
      title: "Muitas cabeças: vários modos de olhar ao mesmo tempo",
      what: `
        Uma cabeça só faz uma pergunta de cada vez. Então dividimos os 64 números entre quatro
        cabeças de 16: uma pode ligar o verbo ao sujeito, outra, a palavra à anterior, e juntas
        custam quase o mesmo que uma cabeça grande. As respostas são postas lado a lado e misturadas
        por mais uma camada linear, W_O. É por isso que dModel tem de ser divisível por numHeads.
      `,
      look: `
        Quatro cabeças, quatro padrões: a primeira é a do capítulo anterior. Os pesos são sorteados,
        e cada uma já olha de um jeito diferente; o treino dará a cada jeito uma utilidade.
      `,
    },
    encoderLayer: {
      title: "Camada do encoder: olhar em volta, depois pensar",
      what: `
        Duas etapas com a mesma receita: some o que você encontrou ao que já tinha (o caminho
        residual) e normalize. Na primeira as palavras olham umas para as outras. Na segunda cada
        uma pensa sozinha, na rede feed-forward: alargar para 256 números, zerar os negativos (ReLU)
        e voltar a 64. A soma guarda o que se sabia; a normalização mantém os números numa escala
        boa, por mais camadas que se empilhem.
      `,
      look: `
        A forma não muda, [10, 64] entra e [10, 64] sai, e é isso que permite empilhar camadas. Antes,
        cada linha tem a média e a variância que o sorteio deu; depois, média 0 e variância 1.
      `,
    },
    decoderLayer: {
      title: "Camada do decoder: olhar para trás, olhar para o outro lado, pensar",
      what: `
        O encoder lê; o decoder escreve, uma palavra por vez. Ele olha primeiro para trás, para o
        que já escreveu. Uma máscara esconde o futuro: sem ela, bastaria copiar a resposta. Depois
        olha para o outro lado, para o que o encoder leu (a memória): as consultas vêm de quem
        escreve, as chaves e os valores, de quem leu. Por fim, pensa, com a mesma rede feed-forward.
      `,
      look: `
        No primeiro padrão, acima da diagonal tudo é zero, e a primeira linha só pode olhar para si:
        1,00. O segundo não é quadrado: cinco palavras sendo escritas olham para dez palavras lidas.
        A linha de “the” é a que escolhe a palavra seguinte, “cat”: num modelo treinado, ela olharia para
        “gato”.
      `,
    },
    linearAndSoftmax: {
      title: "Linear e softmax: do vetor de volta à palavra",
      what: `
        No fim, 64 números têm de virar uma escolha entre 100 palavras. Uma camada linear dá uma nota
        (um logit) a cada palavra do vocabulário, e o softmax faz das notas probabilidades. A linha
        da última palavra escrita é a que diz qual será a próxima.
      `,
      look: `
        Quem não sabe nada daria 0,010 a cada uma das 100 palavras. Com pesos sorteados, as
        preferidas são obra do acaso: treinar é fazer crescer a probabilidade da palavra certa.
      `,
    },
    model: {
      title: "O modelo do caderno, terminado",
      what: `
        O caderno monta uma classe Transformer com vocabulário 1000, vetores de 32, 4 cabeças, 2
        camadas e dropout 0,5. Do jeito que está, ela não roda: a atenção é chamada com um argumento
        e pede três (consulta, chave e valor). E, se rodasse, n_layers seria ignorado, não haveria
        posições nem normalização, e out é definido duas vezes. Aqui está o que ela descreve:
        embedding e posições, duas camadas de encoder e uma saída linear. Entram ids, saem logits.

        O dropout desliga ao acaso metade dos números em certos pontos da rede, mas só durante o
        treino, para que nenhum número dependa demais de outro. Na hora de usar o modelo, ele dorme.
      `,
      look: `
        Dez ids entram, saem logits [10, 1000]: para cada token, uma nota para cada palavra. Sem
        treino, a surpresa média (a entropia cruzada) fica perto de ln 1000 ou acima: é a de quem chuta. Em repouso, o mesmo texto dá sempre os mesmos logits; em treino, o dropout muda
        tudo a cada chamada.
      `,
    },
  },
  captions: {
    table: "As dez palavras como vetores (os primeiros números de 64):",
    positions: "O vetor de cada posição:",
    sum: "Palavra + posição, a entrada do modelo:",
    distance: "Produto da posição 0 com as posições 0 a 9:",
    notebookInput: `O exemplo do caderno, x = np.random.rand(10, 64): dez vetores sorteados, sem pesos. O padrão é
      quase plano, pois todos apontam para o mesmo lado (nenhum número é negativo); cada um se parece
      mais consigo:`,
    twins: "As dez palavras, sem pesos e sem posições: cada uma acha as suas gêmeas:",
    twinsInPlaces: "As mesmas, com posições:",
    softmax:
      "A linha “viu” (posição 2) desse padrão: primeiro as notas q·k/√d, depois o softmax delas:",
    learned: "Com W_Q, W_K e W_V, de 64 para 16:",
    explain: `De onde vem um número? explain(pattern, [2, 8]): a linha “viu” (posição 2) sobre a coluna
      “viu” (posição 8), no padrão com posições:`,
    explainScore: `E a nota que ele leu, explain(scores, [2, 8]), q·k vezes 1/√64 = 0,125; e q·k, por sua
      vez, é a soma de 64 produtos. Cada número lido se explica assim, até chegar à entrada:`,
    heads:
      "As quatro cabeças, cada uma um padrão 10 × 10 (· menos de 5%, ░ de 10%, ▒ de 20%, ▓ de 40%, █ mais):",
    mixed: "As quatro respostas, lado a lado e misturadas por W_O:",
    beforeAfter: "Média e variância de cada linha, antes e depois da camada:",
    back: "Para trás, com máscara causal (cabeça 1):",
    across: "Para o outro lado, das palavras escritas às lidas (cabeça 1):",
    written: "O que sai da camada:",
    likeliest: "As três palavras mais prováveis depois de cada uma (id e probabilidade):",
    repr: "print(model), como o PyTorch imprimiria:",
    attentionRepr: "E o modelo.attention do caderno, um por camada:",
    logits: (shape) => `Os logits ${shape}, os primeiros números de 1000:`,
    parameters: (size) => `O modelo tem ${size} parâmetros: cada um destes números pode aprender.`,
    surprise: (nats) =>
      `Surpresa média ao prever os próprios ids: ${comma(nats)} (ln 1000 = 6,91).`,
    repeated: (atRest, inTraining) =>
      `Os mesmos ids duas vezes: em repouso (eval) os logits diferem por ${comma(atRest)}; em treino, com dropout, por até ${comma(inTraining)}.`,
  },
};
