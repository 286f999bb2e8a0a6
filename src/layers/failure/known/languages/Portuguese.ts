import type { Said } from "../Said.ts"

/** What Postgres and libpq say in Portuguese, of their catalogues of 9.6 to 18. */
export const portuguese: ReadonlyArray<Said> = [
  [
    "53300",
    "desculpe, muitos clientes conectados",
    "lacunas de conexão remanescentes são reservadas para conexões de super-usuário que não sejam usadas para replicação",
    'muitas conexões para role "%s"',
    'muitas conexões para banco de dados "%s"',
    "os encaixes de conexão restantes estão reservados para funções de banco de dados (roles) com o atributo %s",
    'os encaixes de conexão restantes estão reservados para funções de banco de dados (roles) com privilégios da funções de banco de dados "%s"'
  ],
  [
    "53100",
    'não foi possível estender o arquivo "%s": %s',
    'não pôde estender arquivo "%s": %s',
    'não foi possível estender o arquivo "%s": escritos somente %d de %d bytes no bloco %d',
    'não pôde estender arquivo "%s": escreveu somente %d de %d bytes no bloco %d',
    "Não há espaço disponível no dispositivo"
  ],
  ["53200", "sem memória", "sem memória compartilhada"],
  ["53400", "tamanho do arquivo temporário excede temp_file_limit (%dkB)"],
  [
    "57P01",
    "terminando a conexão devido a um comando do administrador",
    "terminando conexão por causa de um comando do administrador",
    "encerrando a conexão devido à saída inesperada do postmaster"
  ],
  [
    "57P02",
    "terminando a conexão devido a queda de um outro processo servidor",
    "finalizando conexão por causa de uma queda de um outro processo servidor"
  ],
  [
    "57P03",
    "o sistema de banco de dados está iniciando",
    "o sistema de banco de dados está desligando",
    "o sistema de banco de dados está em modo de recuperação",
    "o sistema de banco de dados não está aceitando conexões",
    "o sistema de banco de dados ainda não está aceitando conexões"
  ],
  ["57P05", "terminando a conexão devido a tempo limite da sessão ociosa esgotado"],
  ["25P03", "terminando a conexão devido a tempo limite de inatividade esgotado na transação"],
  [
    "57014",
    "cancelando comando por causa do tempo de espera (timeout) do comando",
    "cancelando o comando devido a um pedido do usuário",
    "cancelando comando por causa de um pedido do usuário"
  ],
  [
    "55P03",
    "cancelando comando por causa do tempo de espera (timeout) do bloqueio",
    'não foi possível obter bloqueio na linha da relação "%s"',
    'não pôde obter bloqueio no registro da relação "%s"',
    'não foi possível obter bloqueio na relação "%s"',
    'não pôde obter bloqueio na relação "%s"'
  ],
  [
    "40001",
    "não foi possível serializar acesso devido a uma atualização concorrente",
    "não pôde serializar acesso devido a uma atualização concorrente",
    "não foi possível serializar o acesso devido à exclusão concorrente",
    "não foi possível serializar acesso devido a dependências de leitura/escrita entre transações",
    "não pôde serializar acesso devido a dependências de leitura/escrita entre transações"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "cancelando a instrução devido a um conflito com a recuperação",
    "cancelando comando por causa de um conflito com recuperação",
    "terminando conexão devido a um conflito com a recuperação",
    "terminando conexão por causa de um conflito com recuperação"
  ],
  ["40P01", "impasse detectado"],
  ["26000", 'comando preparado "%s" não existe'],
  ["42P05", 'comando preparado "%s" já existe'],
  ["0A000 cached plan must not change result type", "plano em cache não deve mudar tipo resultante"],
  [
    "28P01",
    'autenticação do tipo senha falhou para o usuário "%s"',
    'autenticação do tipo password falhou para usuário "%s"'
  ],
  [
    "28000",
    'nenhuma entrada em pg_hba.conf para o hospedeiro "%s", usuário "%s", banco de dados "%s", %s',
    'nenhuma entrada no pg_hba.conf para máquina "%s", usuário "%s", banco de dados "%s", %s',
    'pg_hba.conf rejeitou conexão para o hospedeiro "%s", usuário "%s", banco de dados "%s", %s',
    'pg_hba.conf rejeitou conexão para máquina "%s", usuário "%s", banco de dados "%s", %s',
    'A autenticação do tipo peer falhou para o usuário "%s"',
    'autenticação do tipo peer falhou para usuário "%s"',
    'autenticação do tipo Ident falhou para o usuário "%s"',
    'autenticação do tipo Ident falhou para usuário "%s"',
    'autenticação do tipo certificate falhou para o usuário "%s"',
    'autenticação do tipo certificate falhou para usuário "%s"',
    'role "%s" não tem permissão para entrar',
    'nenhuma entrada no pg_hba.conf para máquina "%s", usuário "%s", banco de dados "%s"',
    'nenhuma entrada em pg_hba.conf para conexão de replicação do hospedeiro "%s", usuário "%s", %s',
    'nenhuma entrada no pg_hba.conf para conexão de replicação da máquina "%s", usuário "%s", %s',
    'autenticação do tipo LDAP falhou para o usuário "%s"',
    'autenticação do tipo LDAP falhou para usuário "%s"',
    'autenticação do tipo GSSAPI falhou para o usuário "%s"',
    'autenticação do tipo GSSAPI falhou para usuário "%s"',
    'autenticação do tipo PAM falhou para o usuário "%s"',
    'autenticação do tipo PAM falhou para usuário "%s"'
  ],
  ["3D000", 'banco de dados "%s" não existe'],
  ["23505", 'duplicar valor da chave viola a restrição de unicidade "%s"'],
  [
    "23503",
    'inserção ou atualização em tabela "%s" viola restrição de chave estrangeira "%s"',
    'atualização ou exclusão em tabela "%s" viola restrição de chave estrangeira "%s" em "%s"'
  ],
  [
    "23502",
    'a coluna "%s" da relação "%s" contém valores nulos',
    'coluna "%s" da relação "%s" contém valores nulos',
    'o valor nulo na coluna "%s" da relação "%s" viola a restrição de não-nulo',
    'valor nulo na coluna "%s" viola a restrição não-nula'
  ],
  [
    "23514",
    'a nova linha da relação "%s" viola a restrição de verificação "%s"',
    'novo registro da relação "%s" viola restrição de verificação "%s"'
  ],
  [
    "25006",
    "não é possível executar %s em uma transação de leitura-apenas",
    "não pode executar %s em uma transação somente leitura"
  ],
  ["25P02", "transação atual foi interrompida, comandos ignorados até o fim do bloco de transação"],
  [
    "25001",
    "%s não pode ser executado dentro de um bloco de transação",
    "%s não pode executar dentro de um bloco de transação"
  ],
  ["42P01", 'relação "%s" não existe', 'relação "%s.%s" não existe'],
  ["42703", 'coluna "%s" não existe', 'coluna "%s" da relação "%s" não existe', "coluna %s.%s não existe"],
  ["42883", "função %s não existe", "operador não existe: %s"],
  ["42704", 'role "%s" não existe', 'tipo "%s" não existe'],
  [
    "42501",
    "permissão negada para tabela %s",
    "permissão negada para esquema %s",
    "permissão negada para banco de dados %s",
    "permissão negada para função %s",
    "permissão negada para relação %s",
    "é necessário ser o dono da tabela %s"
  ],
  ["42601", 'erro de sintaxe em ou próximo a "%s"', "erro de sintaxe no fim da entrada"],
  [
    "42P18",
    "não foi possível determinar o tipo de dados do parâmetro $%d",
    "não pôde determinar o tipo de dado do parâmetro $%d"
  ],
  [
    "22P02",
    'sintaxe de entrada é inválida para tipo %s: "%s"',
    'sintaxe de entrada é inválida para integer: "%s"'
  ],
  ["22001", "valor é muito longo para tipo character varying(%d)"],
  [
    "22P05",
    'caracter com sequência de bytes %s na codificação "%s" não tem equivalente na codificação "%s"',
    'caractere com sequência de bytes %s na codificação "%s" não tem equivalente na codificação "%s"'
  ],
  [
    "08006",
    "conexão com cliente foi perdida",
    "EOF não esperado na conexão do cliente com uma transação aberta",
    "EOF inesperado durante conexão do cliente com uma transação aberta"
  ],
  [
    "ECONNRESET",
    "servidor fechou a conexão inesperadamente",
    "conexão SSL foi fechada inesperadamente",
    "não pôde receber dados do servidor: %s",
    "não pôde enviar dados ao servidor: %s",
    "o servidor fechou a conexão de forma não esperada",
    "a conexão SSL foi fechada inesperadamente",
    "não foi possível receber dados do servidor: %s",
    "não foi possível enviar dados para o servidor: %s",
    "Conexão fechada pela outra ponta",
    "Pipe quebrado"
  ],
  [
    "ENOTFOUND",
    'não pôde traduzir nome da máquina "%s" para endereço: %s',
    'não foi possível traduzir o nome de hospedeiro "%s" para um endereço: %s'
  ],
  [
    "TLS_REFUSED",
    "servidor não suporta SSL, mas SSL foi requerido",
    "o servidor não oferece suporte a SSL, mas SSL é requerido"
  ],
  ["ECONNREFUSED", "Conexão recusada"],
  ["EHOSTUNREACH", "Não há rota para o host", "A rede está fora de alcance"],
  ["ETIMEDOUT", "Tempo esgotado para conexão"],
  [
    "08006",
    "não foi possível receber dados do fluxo do WAL: %s",
    "não pôde receber dados do fluxo do WAL: %s",
    "não foi possível enviar dados ao fluxo do WAL: %s",
    "não pôde enviar dados ao fluxo do WAL: %s",
    "encerrando o processo trabalhador de replicação lógica devido ao tempo limite",
    "terminando processo walreceiver por causa do tempo de espera (timeout) da replicação"
  ],
  ["0A000", "não é possível executar %s dentro de um processo em segundo plano"],
  [
    "23502",
    'coluna "%s" da tabela "%s" contém valores nulos',
    "o domínio %s não permite valores nulos",
    "domínio %s não permite valores nulos"
  ],
  ["23505", 'não foi possível criar o índice único "%s"', 'não pôde criar índice único "%s"'],
  [
    "23514",
    'a restrição de verificação "%s" da relação "%s" é violada por alguma linha',
    'coluna "%s" da tabela "%s" contém valores que violam a nova restrição',
    'a nova linha para a relação "%s" viola a restrição de partição',
    'nenhuma partição da relação "%s" encontrada para a linha',
    'a restrição de partição da relação "%s" é violada por alguma linha',
    'o valor para o domínio %s viola a restrição de verificação "%s"',
    'valor para domínio %s viola restrição de verificação "%s"'
  ],
  [
    "23P01",
    'valor-chave conflitante viola a restrição de exclusão "%s"',
    'conflitar valor da chave viola a restrição de exclusão "%s"',
    'não foi possível criar a restrição de exclusão "%s"',
    'não pôde criar restrição de exclusão "%s"'
  ],
  [
    "25006",
    "não é possível criar tabelas temporárias durante uma operação paralela",
    "não é possível criar tabelas temporárias durante recuperação",
    "não pode criar tabelas temporárias durante recuperação",
    "não é possível executar %s durante a recuperação",
    "não pode executar %s durante recuperação",
    "não é possível manipular origens de replicação durante a recuperação"
  ],
  [
    "28000",
    "nenhum nome de usuário PostgreSQL especificado no pacote de ativação",
    "nenhum nome de usuário PostgreSQL especificado no pacote de inicialização",
    'pg_hba.conf rejeitou conexão de replicação para o hospedeiro "%s", usuário "%s", %s',
    'pg_hba.conf rejeitou conexão de replicação para máquina "%s", usuário "%s", %s'
  ],
  ["3D000", 'banco de dados "%s" desapareceu de pg_database', 'banco de dados modelo "%s" não existe'],
  [
    "40001",
    "a tupla a ser excluída já foi movida para outra partição devido à atualização concorrente",
    "a tupla a ser bloqueada já foi movida para outra partição devido a atualização simultânea"
  ],
  [
    "53000",
    "nenhum buffer local vazio está disponível",
    "muitos segmentos de memória compartilhada dinâmica"
  ],
  [
    "53200",
    "número máximo de transações preparadas foi alcançado",
    "não há elementos suficientes em RWConflictPool para registrar um conflito potencial de leitura/escrita",
    "não há elementos suficientes em RWConflictPool para registrar um conflito de leitura/escrita",
    'não há memória compartilhada suficiente para estrutura de dados "%s" (%d bytes solicitados)',
    "memória compartilhada esgotada (%d bytes solicitados)"
  ],
  [
    "53300",
    "número de conexões dos servidores em espera solicitadas excedeu max_wal_senders (atualmente %d)"
  ],
  [
    "53400",
    "todas as entradas de replicação já estão em uso",
    "não é possível iniciar processos trabalhadores de replicação lógica quando max_replication_slots = 0"
  ],
  ["54000", 'acabaram as páginas de transbordamento no índice hash "%s"'],
  [
    "55006 current user cannot be dropped",
    'não é possível executar %s "%s", porque tem eventos de gatilho pendentes',
    'não pode executar %s "%s" porque ela tem eventos de gatilho pendentes',
    'não é possível executar %s "%s", porque está sendo usada por consultas ativas nessa sessão',
    'não pode executar %s "%s" porque ela está sendo utilizada por consultas ativas nessa sessão',
    "não é possível mudar o espaço de tabelas de um banco de dados que se encontra aberto",
    "não pode mudar a tablespace de um banco de dados que se encontra aberto",
    "não é possível remover banco de dados que se encontra aberto",
    "não pode remover banco de dados que se encontra aberto",
    "usuário atual não pode ser removido",
    "usuário de sessão não pode ser removido"
  ],
  [
    "55006",
    'banco de dados "%s" está sendo acessado por outros usuários',
    'o banco de dados "%s" está sendo usado por subscrição de replicação lógica',
    'o banco de dados "%s" está sendo usado por transações preparadas',
    'o banco de dados "%s" é usado por um encaixe de replicação lógica ativo',
    'o encaixe de replicação "%s" está ativo para o PID %d',
    'banco de dados fonte "%s" está sendo acessado por outros usuários'
  ],
  [
    "55006 directory already in use as a tablespace",
    'o diretório "%s" já está em uso como espaço de tabelas',
    'diretório "%s" já está em uso como uma tablespace'
  ],
  [
    "57014",
    "cancelando autenticação por causa do tempo de espera (timeout)",
    "cancelando tarefa de limpeza automática"
  ],
  [
    "57P01",
    "terminando o processo de limpeza automática (autovacuum) devido a um comando do administrador",
    "terminando processo de limpeza automática por causa de um comando do administrador",
    'terminando o processo filho em segundo plano "%s" devido a um comando do administrador',
    'terminando processo filho em segundo plano "%s" por causa de um comando do administrador',
    "terminando o processo trabalhador de replicação lógica devido a comando do administrador",
    "terminando o processo walreceiver devido a um comando do administrador",
    "terminando processo walreceiver por causa de um comando do administrador"
  ],
  ["72000", "instantâneo muito antigo"]
]
